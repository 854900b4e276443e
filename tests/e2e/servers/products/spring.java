import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.servlet.DispatcherType;
import javax.servlet.Filter;
import javax.servlet.ServletContext;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.apache.catalina.startup.Tomcat;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Stands before a server elsewhere, in Tomcat, with the filters that the lines make. */
class Application extends HttpServlet {
    static class Lines {
        @LINES@
    }

    /** As far as the lines use it, what Spring Boot has by this name: Debian has Spring without Boot. */
    static class FilterRegistrationBean<T extends Filter> {
        private final T filter;
        private String[] patterns = {"/*"};

        FilterRegistrationBean(T filter) {
            this.filter = filter;
        }

        void addUrlPatterns(String... patterns) {
            this.patterns = patterns;
        }

        /** There is one filter. */
        void setOrder(int order) {}

        void onStartup(ServletContext context) {
            var registered = context.addFilter("lines", filter);
            registered.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, patterns);
        }
    }

    /** What each side of a proxy says for itself, and the origin, which the server behind checks too. */
    private static final Set<String> OWN =
        Set.of("connection", "content-length", "host", "keep-alive", "origin", "transfer-encoding", "upgrade");

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public static void main(String[] arguments) throws Exception {
        var tomcat = new Tomcat();
        tomcat.setBaseDir("@DIR@");
        tomcat.setPort(@PORT@);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        var context = tomcat.addContext("", "@DIR@");
        Tomcat.addServlet(context, "mcp", new Application());
        context.addServletMappingDecoded("/*", "mcp");
        context.addServletContainerInitializer((classes, started) -> register(started), Set.of());
        tomcat.start();
        tomcat.getServer().await();
    }

    private static void register(ServletContext context) {
        try {
            for (var method : Lines.class.getDeclaredMethods()) {
                if (!method.isAnnotationPresent(Bean.class)) continue;
                ((FilterRegistrationBean<?>) method.invoke(new Lines())).onStartup(context);
            }
        } catch (ReflectiveOperationException problem) {
            throw new IllegalStateException(problem);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var onwards = HttpRequest.newBuilder(URI.create("@UPSTREAM@" + request.getRequestURI()));
        for (var name : Collections.list(request.getHeaderNames())) {
            if (!OWN.contains(name.toLowerCase())) onwards.header(name, request.getHeader(name));
        }
        var body = BodyPublishers.ofByteArray(request.getInputStream().readAllBytes());
        try {
            var answer = client.send(onwards.method(request.getMethod(), body).build(), BodyHandlers.ofInputStream());
            response.setStatus(answer.statusCode());
            answer.headers().map().forEach((name, values) -> {
                if (!OWN.contains(name)) values.forEach(value -> response.addHeader(name, value));
            });
            var part = new byte[8192];
            for (int length; (length = answer.body().read(part)) > 0; ) {
                response.getOutputStream().write(part, 0, length);
                response.flushBuffer();
            }
        } catch (InterruptedException problem) {
            throw new IOException(problem);
        }
    }
}
