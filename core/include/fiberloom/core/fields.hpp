#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fiberloom::core {

class FieldVisitor;

/// A struct that lists its document fields once, for reading, writing and the JSON Schema alike.
template <class T>
concept DocumentFields = std::default_initializable<T> && std::copyable<T> &&
    requires(T value, FieldVisitor& visit) {
  value.fields(visit);
};

/// What a field promises beyond its type. Give the members in this order.
struct FieldOptions {
  std::string_view description = {};   ///< one sentence for the reference page; literals only
  bool required = true;                ///< false: may be missing, the struct's initial value stands
  std::optional<double> minimum = {};  ///< of a number, or of every number of a list
  bool exclusive_minimum = false;      ///< the minimum itself is refused
  std::optional<double> maximum = {};  ///< of a number, or of every number of a list
  bool exclusive_maximum = false;      ///< the maximum itself is refused
  std::vector<std::string_view> one_of = {};  ///< the only strings allowed; empty: any
  std::size_t minimum_length = 0;             ///< of a list, in items; of a string, in bytes
  std::optional<std::size_t> maximum_length = {};
  bool exact = false;  ///< write the digits that bring back every bit, not 15 significant ones
};

/// One row of the table that names the values of an enum.
template <class Enum>
struct EnumName {
  std::string_view name;
  Enum value;
};

/// Walks the fields of a document in declared order: a reader, a writer, or a schema maker.
///
/// Inside `void fields(FieldVisitor& visit)` a struct writes one line a field:
///     visit.field("launch_power_w", launch_power_w, {.description = "...", .minimum = 0.0});
///     visit.field("stages", stages);                       // std::vector of structs
///     visit.field("note", note, {.required = false});      // keeps its initial value when missing
///     visit.enumeration("detect", detect, detect_names);   // array of EnumName
/// Members: double, bool, any integer, std::string, std::vector of double/std::int64_t/std::string,
/// structs with fields(), std::vector of them, and std::optional of all these (empty: the key is
/// absent, also when written).
class FieldVisitor {
 public:
  FieldVisitor() = default;
  FieldVisitor(const FieldVisitor&) = delete;
  FieldVisitor& operator=(const FieldVisitor&) = delete;
  virtual ~FieldVisitor() = default;

  template <class T>
  void field(std::string_view key, T& value, const FieldOptions& options = {});
  template <class T>
  void field(std::string_view key, std::optional<T>& value, const FieldOptions& options = {});
  template <DocumentFields T>
  void field(std::string_view key, std::vector<T>& value, const FieldOptions& options = {});

  /// An enum told by name; `names` is an array of EnumName<Enum> and must hold every value used.
  template <class Enum, class Table>
  requires std::is_enum_v<Enum>
  void enumeration(std::string_view key, Enum& value, const Table& names,
                   const FieldOptions& options = {});

  /// An invariant between fields: reported at `key` when it does not hold and the fields themselves
  /// were read without mistake; a write of such a struct throws. Write it after the fields it needs.
  virtual void require(bool holds, std::string_view key, std::string_view message) = 0;

 protected:
  virtual void visit(std::string_view key, double& value, const FieldOptions& options) = 0;
  virtual void visit(std::string_view key, std::int64_t& value, const FieldOptions& options) = 0;
  virtual void visit(std::string_view key, bool& value, const FieldOptions& options) = 0;
  virtual void visit(std::string_view key, std::string& value, const FieldOptions& options) = 0;
  virtual void visit(std::string_view key, std::vector<double>& value,
                     const FieldOptions& options) = 0;
  virtual void visit(std::string_view key, std::vector<std::int64_t>& value,
                     const FieldOptions& options) = 0;
  virtual void visit(std::string_view key, std::vector<std::string>& value,
                     const FieldOptions& options) = 0;

  /// Whether the optional at `key` is to be visited, given whether it holds a value now.
  virtual bool has_optional(std::string_view key, bool holds_value) = 0;
  virtual bool enter_object(std::string_view key, const FieldOptions& options) = 0;
  virtual void leave_object() = 0;
  /// Number of items to visit, given how many there are now; nullopt: leave the list alone.
  virtual std::optional<std::size_t> enter_list(std::string_view key, std::size_t size,
                                                const FieldOptions& options) = 0;
  virtual bool enter_item(std::size_t index) = 0;
  virtual void leave_list() = 0;
  [[nodiscard]] virtual bool is_reading() const noexcept = 0;

 private:
  template <std::integral Integer>
  void integer(std::string_view key, Integer& value, const FieldOptions& options);
};

template <class T>
void FieldVisitor::field(std::string_view key, T& value, const FieldOptions& options) {
  if constexpr (DocumentFields<T>) {
    if (!enter_object(key, options)) return;
    value.fields(*this);
    leave_object();
  } else if constexpr (std::integral<T> && !std::same_as<T, bool> &&
                       !std::same_as<T, std::int64_t>) {
    integer(key, value, options);
  } else {
    visit(key, value, options);
  }
}

template <class T>
void FieldVisitor::field(std::string_view key, std::optional<T>& value,
                         const FieldOptions& options) {
  if (!has_optional(key, value.has_value())) {
    value.reset();
    return;
  }
  if (!value || is_reading()) value.emplace();
  FieldOptions present = options;
  present.required = false;
  field(key, *value, present);
}

template <DocumentFields T>
void FieldVisitor::field(std::string_view key, std::vector<T>& value, const FieldOptions& options) {
  const std::optional<std::size_t> count = enter_list(key, value.size(), options);
  if (!count) return;
  if (is_reading()) value.clear();
  value.resize(*count);
  for (std::size_t index = 0; index < *count; ++index) {
    if (!enter_item(index)) continue;
    value[index].fields(*this);
    leave_object();
  }
  leave_list();
}

template <class Enum, class Table>
requires std::is_enum_v<Enum>
void FieldVisitor::enumeration(std::string_view key, Enum& value, const Table& names,
                               const FieldOptions& options) {
  FieldOptions named = options;
  named.one_of.clear();
  std::string text;
  for (const auto& [name, candidate] : names) {
    named.one_of.push_back(name);
    if (candidate == value) text = name;
  }
  visit(key, text, named);
  for (const auto& [name, candidate] : names) {
    if (text == name) value = candidate;
  }
}

template <std::integral Integer>
void FieldVisitor::integer(std::string_view key, Integer& value, const FieldOptions& options) {
  using Limits = std::numeric_limits<Integer>;
  FieldOptions limited = options;
  // An unsigned member must not wrap: its type is a limit like any other.
  if (!limited.minimum && (sizeof(Integer) < 8 || std::is_unsigned_v<Integer>)) {
    limited.minimum = static_cast<double>(Limits::min());
  }
  if (!limited.maximum && sizeof(Integer) < 8) limited.maximum = static_cast<double>(Limits::max());
  std::int64_t wide = std::in_range<std::int64_t>(value) ? static_cast<std::int64_t>(value) : -1;
  require(std::in_range<std::int64_t>(value), key, "is larger than 9223372036854775807");
  visit(key, wide, limited);
  if (std::in_range<Integer>(wide)) value = static_cast<Integer>(wide);
}

}  // namespace fiberloom::core
