// axum knows nothing of its proxy. Write the address into the document, instead of making it from a request.
let resource = "https://{host}{path}";
