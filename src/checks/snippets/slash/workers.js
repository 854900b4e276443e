export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (url.pathname === "{path}") {
      url.pathname = "{other}";
      request = new Request(url, request);
    }
    return handle(request, env, context); // what the Worker did before
  },
};
