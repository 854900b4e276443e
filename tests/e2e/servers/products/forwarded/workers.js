export default {
  fetch(request) {
    @LINES@
    return Response.json({ resource });
  },
};
