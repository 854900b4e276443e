// What the Worker did until now: it stands before a server elsewhere.
const handle = request => {
  const { pathname } = new URL(request.url);
  return fetch(new Request(`@UPSTREAM@${pathname}`, request));
};
@LINES@
