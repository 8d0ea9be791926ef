def hello():
    return "hello\n"
