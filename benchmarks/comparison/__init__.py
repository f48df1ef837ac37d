"""What `benchmarks/peers.py` is made of: the ways, the lines counted, the pages served and measured, the table."""
