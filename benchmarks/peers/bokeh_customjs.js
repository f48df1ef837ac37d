// What runs when a slider of bokeh_customjs.py moves: softmax, top-k, top-p, and the sentence.
const softmax = (values) => {
  const weights = values.map((value) => Math.exp(value - Math.max(...values)));
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
};
// The logits come in falling order, so the kept words are always the first ones.
const keep = (values, count) => values.map((value, i) => (i < count ? value : -Infinity));
let kept = keep(
  logits.map((logit) => logit / temperature.value),
  top_k.value,
);
if (top_p.value < 1) {
  let reached = 0;
  const count = softmax(kept).findIndex((share) => (reached += share) >= top_p.value - 1e-9) + 1;
  kept = keep(kept, count);
}
const p = softmax(kept);
bars.data = { ...bars.data, p };
const drawn = p.filter((share) => share > 0);
const bits = drawn.reduce((sum, share) => sum + share * Math.log2(1 / share), 0);
told.text =
  `${drawn.length} of 20 words can be drawn; “defined” gets ${(100 * p[0]).toFixed(1)}%, ` +
  `entropy ${bits.toFixed(2)} bits.`;
