// Before the routes and express.static(), which redirects to its folders.
app.use((request, response, next) => {
  if (request.path === "{path}") request.url = request.url.replace("{path}", "{other}");
  next();
});
