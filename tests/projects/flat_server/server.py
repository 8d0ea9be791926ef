"""Says hello."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import greetings


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(greetings.hello().encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", 8000), Hello).serve_forever()
