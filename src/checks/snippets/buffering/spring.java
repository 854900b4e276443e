// Proxies such as nginx read this. Leave text/event-stream out of server.compression.mime-types, too.
@Bean
FilterRegistrationBean<Filter> unbuffered() {
    Filter header = (request, response, chain) -> {
        ((HttpServletResponse) response).setHeader("X-Accel-Buffering", "no");
        chain.doFilter(request, response);
    };
    var filter = new FilterRegistrationBean<>(header);
    filter.addUrlPatterns("{path}");
    return filter;
}
