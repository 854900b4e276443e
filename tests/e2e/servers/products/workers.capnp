using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "workers.js", esModule = embed "workers.js")],
      compatibilityDate = "2026-10-01",
    )),
    # Unless it is told so, a Worker reaches no address of this machine.
    (name = "internet", network = (allow = ["local"])),
  ],
  # Where it listens is said on the command line.
  sockets = [(name = "http", http = (), service = "worker")],
);
