// Gives oidc-provider the module beside this one for `node:crypto`: no name can be added to a built-in module.

export function resolve(specifier, context, next) {
    const wanted = specifier === 'node:crypto' && context.parentURL?.includes('/node_modules/oidc-provider/');
    return wanted ? { url: new URL('./crypto.mjs', import.meta.url).href, shortCircuit: true } : next(specifier, context);
}
