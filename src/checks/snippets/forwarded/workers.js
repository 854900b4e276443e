// The URL in the metadata: always https, whatever the request came with.
const resource = new URL("{path}", request.url);
resource.protocol = "https:";
