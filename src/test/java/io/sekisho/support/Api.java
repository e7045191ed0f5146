package io.sekisho.support;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The REST API as an administrator and an auditor use it. */
public final class Api {

  private final String url;
  private final String adminPass;
  private final String auditorPass;

  public Api(String url, String adminPass, String auditorPass) {
    this.url = url;
    this.adminPass = adminPass;
    this.auditorPass = auditorPass;
  }

  public RequestSpecification admin() {
    return as(adminPass);
  }

  public RequestSpecification auditor() {
    return as(auditorPass);
  }

  public RequestSpecification as(String pass) {
    return given().baseUri(url).auth().oauth2(pass).contentType(ContentType.JSON);
  }

  /** Adds a policy for one host pattern and all ports; returns its id. */
  public String allow(String name, Map<String, String> subject, String host) {
    return create(
        policy(name, "allow", List.of(subject), Map.of("host", host, "ports", List.of("1-65535"))));
  }

  public String create(Map<String, Object> policy) {
    return admin()
        .body(policy)
        .post("/api/v1/policies")
        .then()
        .statusCode(201)
        .extract()
        .path("id");
  }

  public void delete(String id) {
    admin().delete("/api/v1/policies/" + id).then().statusCode(204);
  }

  public JsonPath tunnel(UUID id) {
    return auditor().get("/api/v1/tunnels/" + id).then().statusCode(200).extract().jsonPath();
  }

  /** Whether the audit log has the attempt yet. */
  public boolean knows(UUID id) {
    return auditor().get("/api/v1/tunnels/" + id).statusCode() == 200;
  }

  public long policyVersion(String managementUrl) {
    return given()
        .baseUri(managementUrl)
        .get("/q/health/ready")
        .jsonPath()
        .getLong("checks.find { it.name == 'proxy' }.data.policyVersion");
  }

  public static Map<String, Object> policy(
      String name,
      String effect,
      List<Map<String, String>> subjects,
      Map<String, Object> destination) {
    return Map.of(
        "name", name,
        "effect", effect,
        "subjects", subjects,
        "destinations", List.of(destination));
  }

  public static Map<String, String> user(String name) {
    return Map.of("kind", "user", "value", name);
  }

  public static Map<String, String> group(String name) {
    return Map.of("kind", "group", "value", name);
  }

  public static Map<String, String> anyone() {
    return Map.of("kind", "anyone");
  }
}
