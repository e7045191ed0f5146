package io.sekisho.api;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which methods a path has, for the Allow field that a 405 must have (RFC 9110 §15.5.6) and that
 * the framework leaves out. Read from the resources' annotations.
 */
@RegisterForReflection(
    targets = {
      AccessRequestsResource.class,
      AlertsResource.class,
      AuditAccessesResource.class,
      AuditResource.class,
      AuditStreamsResource.class,
      AuditSummaryResource.class,
      DecisionsResource.class,
      LegalHoldsResource.class,
      MeResource.class,
      MyAccessRequestsResource.class,
      PoliciesResource.class,
      PolicyChangesResource.class,
      PolicyHistoryResource.class,
      PolicyLintResource.class,
      PolicySetResource.class,
      ProxyPacResource.class,
      LearningResource.class,
      ReplaysResource.class,
      TunnelsResource.class,
      LiveTunnelsResource.class
    })
final class AllowedMethods {

  static final List<Class<?>> RESOURCES =
      List.of(
          AccessRequestsResource.class,
          AlertsResource.class,
          AuditAccessesResource.class,
          AuditResource.class,
          AuditStreamsResource.class,
          AuditSummaryResource.class,
          DecisionsResource.class,
          LegalHoldsResource.class,
          MeResource.class,
          MyAccessRequestsResource.class,
          PoliciesResource.class,
          PolicyChangesResource.class,
          PolicyHistoryResource.class,
          PolicyLintResource.class,
          PolicySetResource.class,
          ProxyPacResource.class,
          LearningResource.class,
          ReplaysResource.class,
          TunnelsResource.class,
          LiveTunnelsResource.class);

  private AllowedMethods() {}

  /** The methods of a path, sorted; empty if nothing is there. */
  static Set<String> of(String path) {
    Set<String> methods = new TreeSet<>();
    for (Class<?> resource : RESOURCES) {
      String root = resource.getAnnotation(Path.class).value();
      for (Method method : resource.getMethods()) {
        Path below = method.getAnnotation(Path.class);
        if (matches(below == null ? root : root + "/" + below.value(), path)) {
          methods.addAll(httpMethods(method));
        }
      }
    }
    return methods;
  }

  private static boolean matches(String template, String path) {
    String pattern = "\\Q" + template.replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q") + "\\E/?";
    return Pattern.matches(pattern, path);
  }

  private static Set<String> httpMethods(Method method) {
    Set<String> methods = new TreeSet<>();
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (http != null) {
        methods.add(http.value());
      }
    }
    if (methods.contains(HttpMethod.GET)) {
      methods.add(HttpMethod.HEAD);
    }
    return methods;
  }
}
