import circular.one
