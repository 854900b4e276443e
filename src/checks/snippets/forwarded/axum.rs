// axum does not know its proxy. Write the public URL into the document, do not build it from a request.
let resource = "https://{host}{path}";
