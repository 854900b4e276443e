export default {
  async fetch(request) {
    request = new Request("@UPSTREAM@/mcp", request);
    @LINES@
  },
};
