"""What `vintages up` serves where the internet is out of reach."""
