// Starts the page. Trunk would write these lines into the HTML, which the content security policy forbids.
// Trunk's two preload links hold the hashed names of the module and of the WebAssembly file.
const preloaded = (selector) => document.querySelector(`link${selector}`).href;

try {
  const { default: init } = await import(preloaded('[rel="modulepreload"]'));
  await init({ module_or_path: preloaded('[rel="preload"][as="fetch"]') });
} catch (error) {
  document.body.append(`Faultfinder could not start: ${error}. Reload the page; if that does not help, try a newer browser.`);
  throw error;
}
