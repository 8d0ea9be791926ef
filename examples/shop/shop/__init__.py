"""The part of a shop that keeps its customers' browsers up to date."""
