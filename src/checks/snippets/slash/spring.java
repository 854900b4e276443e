@Bean
FilterRegistrationBean<Filter> oneSpelling() {
    Filter forward = (request, response, chain) ->
        request.getRequestDispatcher("{other}").forward(request, response);
    var filter = new FilterRegistrationBean<>(forward);
    filter.addUrlPatterns("{path}");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
}
