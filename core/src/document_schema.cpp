#include <cmath>
#include <fiberloom/core/document.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace fiberloom::core {

namespace {

using Json = nlohmann::ordered_json;

Json object_schema() {
  return {{"type", "object"},
          {"properties", Json::object()},
          {"required", Json::array()},
          {"additionalProperties", false}};
}

void add_limits(Json& schema, const FieldOptions& options) {
  if (options.minimum) {
    schema[options.exclusive_minimum ? "exclusiveMinimum" : "minimum"] = *options.minimum;
  }
  if (options.maximum) {
    schema[options.exclusive_maximum ? "exclusiveMaximum" : "maximum"] = *options.maximum;
  }
  if (!options.one_of.empty()) schema["enum"] = options.one_of;
}

Json list_schema(Json items, const FieldOptions& options) {
  Json schema{{"type", "array"}, {"items", std::move(items)}};
  if (options.minimum_length > 0) schema["minItems"] = options.minimum_length;
  if (options.maximum_length) schema["maxItems"] = *options.maximum_length;
  return schema;
}

class SchemaMaker final : public FieldVisitor {
 public:
  explicit SchemaMaker(std::string_view schema) {
    levels_.push_back(object_schema());
    levels_.back()["properties"]["schema"] = {{"const", schema}};
    levels_.back()["required"].push_back("schema");
  }

  std::string finish(std::string_view schema) {
    Json document{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", schema}};
    document.update(levels_.back());
    return document.dump(2) + '\n';
  }

  void require(bool, std::string_view, std::string_view) override {}

 protected:
  void visit(std::string_view key, double& value, const FieldOptions& options) override {
    scalar(key, "number", std::isfinite(value) ? Json(value) : Json(), options);
  }
  void visit(std::string_view key, std::int64_t& value, const FieldOptions& options) override {
    scalar(key, "integer", value, options);
  }
  void visit(std::string_view key, bool& value, const FieldOptions& options) override {
    scalar(key, "boolean", value, options);
  }
  void visit(std::string_view key, std::string& value, const FieldOptions& options) override {
    scalar(key, "string", value, options);
  }
  void visit(std::string_view key, std::vector<double>& value,
             const FieldOptions& options) override {
    list(key, "number", value, options);
  }
  void visit(std::string_view key, std::vector<std::int64_t>& value,
             const FieldOptions& options) override {
    list(key, "integer", value, options);
  }
  void visit(std::string_view key, std::vector<std::string>& value,
             const FieldOptions& options) override {
    list(key, "string", value, options);
  }

  bool has_optional(std::string_view, bool holds_value) override {
    is_optional_ = !holds_value;
    return true;
  }
  bool enter_object(std::string_view key, const FieldOptions& options) override {
    pending_.push_back({std::string(key), options});
    levels_.push_back(object_schema());
    is_optional_ = false;
    return true;
  }
  void leave_object() override {
    Json schema = std::move(levels_.back());
    levels_.pop_back();
    const auto [key, options] = std::move(pending_.back());
    pending_.pop_back();
    if (is_item_of_.empty() || is_item_of_.back() != levels_.size()) {
      add(key, std::move(schema), Json(), options);
    } else {
      items_ = std::move(schema);
    }
  }
  std::optional<std::size_t> enter_list(std::string_view key, std::size_t,
                                        const FieldOptions& options) override {
    pending_.push_back({std::string(key), options});
    is_optional_ = false;
    return 1;
  }
  bool enter_item(std::size_t) override {
    is_item_of_.push_back(levels_.size());
    pending_.push_back({});
    levels_.push_back(object_schema());
    return true;
  }
  void leave_list() override {
    is_item_of_.pop_back();
    const auto [key, options] = std::move(pending_.back());
    pending_.pop_back();
    add(key, list_schema(std::move(items_), options), Json(), options);
  }

  [[nodiscard]] bool is_reading() const noexcept override { return false; }

 private:
  struct Pending {
    std::string key;
    FieldOptions options = {};
  };

  void scalar(std::string_view key, const char* type, const Json& initial,
              const FieldOptions& options) {
    Json schema{{"type", type}};
    add_limits(schema, options);
    if (options.minimum_length > 0) schema["minLength"] = options.minimum_length;
    if (options.maximum_length) schema["maxLength"] = *options.maximum_length;
    add(key, std::move(schema), initial, options);
  }

  template <class T>
  void list(std::string_view key, const char* type, const std::vector<T>& initial,
            const FieldOptions& options) {
    Json items{{"type", type}};
    add_limits(items, options);
    add(key, list_schema(std::move(items), options), initial, options);
  }

  void add(std::string_view key, Json schema, const Json& initial, const FieldOptions& options) {
    const bool was_optional = std::exchange(is_optional_, false);
    if (!options.description.empty()) schema["description"] = options.description;
    const bool has_default = !options.required && !was_optional && !initial.is_null();
    if (has_default) schema["default"] = initial;
    Json& level = levels_.back();
    level["properties"][std::string(key)] = std::move(schema);
    if (options.required) level["required"].push_back(key);
  }

  std::vector<Json> levels_;
  std::vector<Pending> pending_;
  std::vector<std::size_t> is_item_of_;  // number of open levels when a list's item was entered
  Json items_;
  bool is_optional_ = false;
};

}  // namespace

std::string detail::schema_of_fields(std::string_view schema, const FieldList& fields) {
  SchemaMaker maker(schema);
  fields(maker);
  return maker.finish(schema);
}

}  // namespace fiberloom::core
