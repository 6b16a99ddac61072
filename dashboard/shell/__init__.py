"""How the program reaches a browser: server, head of the page, early picture, scripts' addresses, old links."""
