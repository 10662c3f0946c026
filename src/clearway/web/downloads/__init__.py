"""What can be taken away: tables as CSV, Excel, Parquet; charts as SVG, PNG; the report."""
