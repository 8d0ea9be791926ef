import circular.other
