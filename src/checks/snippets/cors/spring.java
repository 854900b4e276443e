@Bean
FilterRegistrationBean<CorsFilter> cors() {
    var rules = new CorsConfiguration();
    rules.setAllowedOrigins(List.of("*"));
    rules.setAllowedMethods(List.of("GET", "POST", "DELETE", "OPTIONS"));
    rules.setAllowedHeaders(List.of("{headers}".split(", ")));
    rules.setExposedHeaders(List.of("Mcp-Session-Id", "WWW-Authenticate", "MCP-Protocol-Version"));
    var paths = new UrlBasedCorsConfigurationSource();
    paths.registerCorsConfiguration("/**", rules);
    var filter = new FilterRegistrationBean<>(new CorsFilter(paths));
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE); // before Spring Security
    return filter;
}
