/**
 * PostgreSQL. The only package that knows JPA, Panache and SQL: entities stay inside, records and
 * snapshots go out. Hibernate validates the schema, Flyway makes it.
 */
package io.sekisho.store;
