#include <fiberloom/core/document.hpp>
#include <utility>

#include "field_checks.hpp"
#include "json_tree.hpp"

namespace fiberloom::core {

namespace {

class DocumentWriter final : public FieldVisitor {
 public:
  DocumentWriter(std::string_view schema, TextForm form)
      : schema_(schema), is_indented_(form == TextForm::indented) {
    open('{', "");
    begin_member("schema");
    text_ += json_quoted(schema);
  }

  std::string finish() {
    close('}');
    if (!mistakes_.empty()) {
      throw InvalidDocument("document.invalid", std::string(schema_) + " to be written",
                            std::move(mistakes_));
    }
    if (is_indented_) text_ += '\n';
    return std::move(text_);
  }

  void require(bool holds, std::string_view key, std::string_view message) override {
    if (!holds) mistakes_.add(pointer_to(frames_.back().pointer, key), std::string(message));
  }

 protected:
  void visit(std::string_view key, double& value, const FieldOptions& options) override {
    begin_member(key);
    text_ += checked(value, pointer_to(frames_.back().pointer, key), options);
  }
  void visit(std::string_view key, std::int64_t& value, const FieldOptions& options) override {
    begin_member(key);
    text_ += checked(value, pointer_to(frames_.back().pointer, key), options);
  }
  void visit(std::string_view key, bool& value, const FieldOptions&) override {
    begin_member(key);
    text_ += value ? "true" : "false";
  }
  void visit(std::string_view key, std::string& value, const FieldOptions& options) override {
    begin_member(key);
    text_ += checked(value, pointer_to(frames_.back().pointer, key), options);
  }
  void visit(std::string_view key, std::vector<double>& value,
             const FieldOptions& options) override {
    list(key, value, options);
  }
  void visit(std::string_view key, std::vector<std::int64_t>& value,
             const FieldOptions& options) override {
    list(key, value, options);
  }
  void visit(std::string_view key, std::vector<std::string>& value,
             const FieldOptions& options) override {
    list(key, value, options);
  }

  bool has_optional(std::string_view, bool holds_value) override { return holds_value; }

  bool enter_object(std::string_view key, const FieldOptions&) override {
    begin_member(key);
    open('{', pointer_to(frames_.back().pointer, key));
    return true;
  }
  void leave_object() override { close('}'); }

  std::optional<std::size_t> enter_list(std::string_view key, std::size_t size,
                                        const FieldOptions& options) override {
    begin_member(key);
    const std::string pointer = pointer_to(frames_.back().pointer, key);
    report(pointer, length_mistake(size, "items", options));
    open('[', pointer);
    return size;
  }
  bool enter_item(std::size_t index) override {
    begin_item();
    open('{', pointer_to(frames_.back().pointer, index));
    return true;
  }
  void leave_list() override { close(']'); }

  [[nodiscard]] bool is_reading() const noexcept override { return false; }

 private:
  struct Frame {
    std::string pointer;
    bool is_empty = true;
  };

  void open(char bracket, std::string pointer) {
    text_ += bracket;
    frames_.push_back({std::move(pointer)});
  }
  void close(char bracket) {
    const bool was_empty = frames_.back().is_empty;
    frames_.pop_back();
    if (!was_empty) break_line();
    text_ += bracket;
  }
  void break_line() {
    if (is_indented_) text_ += '\n' + std::string(2 * frames_.size(), ' ');
  }
  void begin_item() {
    if (!std::exchange(frames_.back().is_empty, false)) text_ += ',';
    break_line();
  }
  void begin_member(std::string_view key) {
    begin_item();
    text_ += json_quoted(key) + (is_indented_ ? ": " : ":");
  }

  void report(std::string pointer, std::string mistake) {
    if (!mistake.empty()) mistakes_.add(std::move(pointer), std::move(mistake));
  }

  std::string checked(double value, std::string pointer, const FieldOptions& options) {
    report(std::move(pointer), number_mistake(value, options));
    return number_text(value, options);
  }
  std::string checked(std::int64_t value, std::string pointer, const FieldOptions& options) {
    report(std::move(pointer), number_mistake(static_cast<double>(value), options));
    return std::to_string(value);
  }
  std::string checked(const std::string& value, std::string pointer, const FieldOptions& options) {
    report(std::move(pointer), string_mistake(value, options));
    return json_quoted(value);
  }

  /// Lists of plain values stay on one line.
  template <class T>
  void list(std::string_view key, const std::vector<T>& values, const FieldOptions& options) {
    begin_member(key);
    const std::string pointer = pointer_to(frames_.back().pointer, key);
    report(pointer, length_mistake(values.size(), "items", options));
    FieldOptions of_items = options;
    of_items.minimum_length = 0;
    of_items.maximum_length.reset();
    text_ += '[';
    for (std::size_t index = 0; index < values.size(); ++index) {
      if (index > 0) text_ += is_indented_ ? ", " : ",";
      text_ += checked(values[index], pointer_to(pointer, index), of_items);
    }
    text_ += ']';
  }

  std::string_view schema_;
  bool is_indented_;
  std::string text_;
  std::vector<Frame> frames_;
  Diagnostics mistakes_;
};

}  // namespace

std::string detail::write_fields(std::string_view schema, TextForm form, const FieldList& fields) {
  DocumentWriter writer(schema, form);
  fields(writer);
  return writer.finish();
}

}  // namespace fiberloom::core
