package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;

import dev.regrant.application.EntityKind;
import dev.regrant.application.Field;
import dev.regrant.application.Relation;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Authorship;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One kind of entity on the wire: what it is called in each version, its properties and where it
 * leads to. Everything that is said about an entity in HTTP follows from this.
 */
final class EntityType<T> {
  private final String name;
  private final String set;
  private final List<Property<T>> properties;
  private final List<Navigation<T, ?>> navigations;
  private final List<Name> inlined;
  private final Map<String, Field<T>> paths;
  private final Map<String, Lambda<T, ?>> lambdas;
  private final Optional<Field<T>> search;
  private final Optional<Annotation<T>> annotation;
  private final Optional<Versioned<T, ?>> versioned;

  private EntityType(Builder<T> builder) {
    name = builder.name;
    set = builder.set;
    properties = List.copyOf(builder.properties);
    navigations = List.copyOf(builder.navigations);
    inlined = List.copyOf(builder.inlined);
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(builder.paths));
    lambdas = Map.copyOf(builder.lambdas);
    search = Optional.ofNullable(builder.search);
    annotation = Optional.ofNullable(builder.annotation);
    versioned = Optional.ofNullable(builder.versioned);
  }

  /**
   * What {@code any} and {@code all} ask about.
   *
   * @param type of what the relation leads to
   * @param fields what can be asked of it, by path in canonical names
   * @param lambdas where it leads to itself
   */
  record Lambda<T, R>(
      Relation<T, R> relation,
      Supplier<? extends EntityType<?>> type,
      Supplier<Map<String, Field<R>>> fields,
      Filters.Lambdas<R> lambdas) {
    /** What conditions on what it leads to are made of. */
    Filters<R> filters(ApiVersion version, Optional<String> variable) {
      return new Filters<>(type.get(), fields.get(), lambdas, version, variable);
    }
  }

  /**
   * What the store keeps of it under versions.
   *
   * @param isWhole whether it shows nothing beside that
   */
  private record Versioned<T, E>(EntityKind<E> kind, Function<T, E> stored, boolean isWhole) {
    EntityKind.Version of(Reads reads, T entity) {
      return reads.version(kind, stored.apply(entity));
    }
  }

  /** The version of an entity, if the store keeps any. */
  Optional<EntityKind.Version> version(Reads reads, T entity) {
    return versioned.map(one -> one.of(reads, entity));
  }

  /** The kind of what the store keeps under versions. */
  Optional<EntityKind<?>> kind() {
    return versioned.map(Versioned::kind);
  }

  /** Whether it shows nothing but what the store keeps under one version. */
  boolean isWhole() {
    return versioned.filter(Versioned::isWhole).isPresent();
  }

  /** What is told beside the properties, under a name that no client of Graph's minds. */
  record Annotation<T>(String name, Structure structure, BiFunction<Reads, T, JsonObject> read) {}

  /** Graph's name of the type. */
  String name() {
    return name;
  }

  /** What a list of them is called in {@code @odata.context}. */
  String set() {
    return set;
  }

  List<Property<T>> properties() {
    return properties;
  }

  List<Navigation<T, ?>> navigations() {
    return navigations;
  }

  Optional<Property<T>> property(ApiVersion version, String name) {
    return properties.stream().filter(one -> one.name().is(version, name)).findFirst();
  }

  /** Whether it is always there, though Graph wants it expanded. */
  boolean isInlined(ApiVersion version, String name) {
    return inlined.stream().anyMatch(one -> one.is(version, name));
  }

  Optional<Navigation<T, ?>> navigation(ApiVersion version, String name) {
    return navigations.stream()
        .filter(one -> one.name().is(version, name))
        .<Navigation<T, ?>>map(one -> one)
        .findFirst();
  }

  /** What the property at the end of a path, in canonical names, can be filtered with. */
  Optional<Field<T>> field(String canonicalPath) {
    return Optional.ofNullable(fields().get(canonicalPath));
  }

  /** What a list can be filtered by, by path in canonical names. */
  Map<String, Field<T>> fields() {
    Map<String, Field<T>> fields = new LinkedHashMap<>();
    for (Property<T> property : properties) {
      property.field().ifPresent(field -> fields.put(property.name().canonical(), field));
    }
    fields.putAll(paths);
    return fields;
  }

  Field<T> idField() {
    return field("id").orElseThrow();
  }

  /** What can be asked of all that the navigation of this canonical name leads to. */
  Optional<Lambda<T, ?>> lambda(String canonicalName) {
    return Optional.ofNullable(lambdas.get(canonicalName));
  }

  /** What is told beside the properties. */
  Optional<Annotation<T>> annotation() {
    return annotation;
  }

  /** What {@code $search} looks into: text without capital letters. */
  Optional<Field<T>> search() {
    return search;
  }

  /** The name of a property or navigation as this version spells it. */
  Optional<String> spelling(ApiVersion version, String name) {
    return memberNames()
        .filter(one -> one.is(version, name))
        .findFirst()
        .flatMap(n -> n.in(version));
  }

  /** All names, of properties and navigations. */
  Stream<Name> memberNames() {
    return Stream.concat(
        properties.stream().map(Property::name), navigations.stream().map(Navigation::name));
  }

  /**
   * A path of names in another spelling; nothing where a name of it has none.
   *
   * @param is whether a name is spelled so in {@code path}
   */
  Optional<String> respelled(
      String path, BiPredicate<Name, String> is, Function<Name, Optional<String>> spelling) {
    EntityType<?> current = this;
    List<String> spelled = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      var name = current.memberNames().filter(one -> is.test(one, segment)).findFirst();
      var other = name.flatMap(spelling);
      if (other.isEmpty()) {
        return Optional.empty();
      }
      spelled.add(other.get());
      current = current.target(name.get());
    }
    return Optional.of(String.join("/", spelled));
  }

  /** What the navigation of this name leads to; this type, if it is a property. */
  private EntityType<?> target(Name name) {
    for (Navigation<T, ?> navigation : navigations) {
      if (navigation.name().equals(name)) {
        return navigation.type().get();
      }
    }
    return this;
  }

  static <T> Builder<T> named(String name, String set) {
    return new Builder<>(name, set);
  }

  /** Gathers what is declared about an entity. */
  static final class Builder<T> {
    private final String name;
    private final String set;
    private final List<Property<T>> properties = new ArrayList<>();
    private final List<Navigation<T, ?>> navigations = new ArrayList<>();
    private final List<Name> inlined = new ArrayList<>();
    private final Map<String, Field<T>> paths = new LinkedHashMap<>();
    private final Map<String, Lambda<T, ?>> lambdas = new HashMap<>();
    private @Nullable Field<T> search;
    private @Nullable Annotation<T> annotation;
    private @Nullable Versioned<T, ?> versioned;

    private Builder(String name, String set) {
      this.name = name;
      this.set = set;
    }

    Builder<T> id(Function<T, Object> read, Field<T> field) {
      return property(both("id"), Property.Kind.TEXT, (one, view) -> read.apply(one), field);
    }

    Builder<T> property(Name name, Property.Kind kind, Property.Reader<T> read) {
      return add(name, kind, read, null);
    }

    Builder<T> property(Name name, Property.Kind kind, Property.Reader<T> read, Field<T> field) {
      return add(name, kind, read, field);
    }

    private Builder<T> add(
        Name name, Property.Kind kind, Property.Reader<T> read, @Nullable Field<T> field) {
      properties.add(new Property<>(name, kind, read, Optional.ofNullable(field)));
      return this;
    }

    /** A property whose values are looked up. */
    Builder<T> fetched(Name name, Property.Fetch<T> fetch) {
      properties.add(Property.fetched(name, fetch));
      return this;
    }

    /** Several parts, which Graph has to be expanded, and which here are always there. */
    Builder<T> inlined(Name name, Property.Reader<T> read) {
      inlined.add(name);
      return property(name, Property.Kind.STRUCTURES, read);
    }

    Builder<T> navigation(Navigation<T, ?> navigation) {
      navigations.add(navigation);
      return this;
    }

    /** Who made and changed it, which beta alone tells, and when. */
    Builder<T> authorship(Function<T, Authorship> of, Field<T> created, Field<T> modified) {
      return property(
              betaOnly("createdBy"),
              Property.Kind.TEXT,
              (one, view) -> who(of.apply(one).createdBy()))
          .property(
              both("createdDateTime"),
              Property.Kind.TIME,
              (one, view) -> of.apply(one).createdDateTime(),
              created)
          .property(
              betaOnly("modifiedBy"),
              Property.Kind.TEXT,
              (one, view) -> who(of.apply(one).modifiedBy()))
          .property(
              both("modifiedDateTime"),
              Property.Kind.TIME,
              (one, view) -> of.apply(one).modifiedDateTime(),
              modified);
    }

    /** Lets lists be filtered by a property of what the entity leads to. */
    Builder<T> path(String canonicalPath, Field<T> field) {
      paths.put(canonicalPath, field);
      return this;
    }

    /** Lets lists be filtered by what a navigation to other entities leads to. */
    <R> Builder<T> relation(
        String navigation, Relation<T, R> relation, Supplier<EntityType<R>> type) {
      lambdas.put(
          navigation,
          new Lambda<>(relation, type, () -> type.get().fields(), name -> type.get().lambda(name)));
      return this;
    }

    /** Lets lists be filtered by what a navigation to parts of the entity leads to. */
    <R> Builder<T> relation(
        String navigation,
        Relation<T, R> relation,
        Supplier<? extends EntityType<?>> type,
        Map<String, Field<R>> fields) {
      lambdas.put(navigation, new Lambda<>(relation, type, () -> fields, name -> Optional.empty()));
      return this;
    }

    /** Tells something beside the properties, where none are selected. */
    Builder<T> annotation(
        String annotated, Structure structure, BiFunction<Reads, T, JsonObject> read) {
      annotation = new Annotation<>(annotated, structure, read);
      return this;
    }

    /** Tells its version: the store keeps just this. */
    Builder<T> versioned(EntityKind<T> kind) {
      versioned = new Versioned<>(kind, one -> one, true);
      return this;
    }

    /** Tells the version of what it is a view of. */
    <E> Builder<T> versioned(EntityKind<E> kind, Function<T, E> stored) {
      versioned = new Versioned<>(kind, stored, false);
      return this;
    }

    /** Lets lists be searched. */
    Builder<T> search(Field<T> text) {
      search = text;
      return this;
    }

    EntityType<T> build() {
      return new EntityType<>(this);
    }
  }

  /** How somebody is told in a property. */
  static @Nullable String who(Optional<Actor> actor) {
    return actor.map(Actor::id).orElse(null);
  }

  /** A field of what is filtered outside the store. */
  static <T> Field<T> field(
      String name, Class<? extends Comparable<?>> type, Function<T, ? extends Comparable<?>> read) {
    return new MemoryField<>(name, type, read);
  }

  private record MemoryField<T>(
      String name, Class<? extends Comparable<?>> type, Function<T, ? extends Comparable<?>> read)
      implements Field<T> {
    @Override
    public Optional<? extends Comparable<?>> of(T entity) {
      return Optional.of(read.apply(entity));
    }
  }
}
