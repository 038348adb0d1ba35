#pragma once

#include <cstdint>
#include <fiberloom/drivers/wire/address.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace fiberloom::drivers {

/// The options of one address, taken one by one by who knows them: the wire first, then the driver. Those that begin with
/// "virtual_" are for an instrument that is served in place of a real one; a driver leaves them alone.
///
/// Throws:  core::InputError "input.address_option" for a value that is none, or outside its range.
class AddressOptions {
 public:
  AddressOptions(std::string instrument, const WireAddress& address);

  struct Range {
    double minimum = 0.0;
    double maximum = 0.0;
  };
  [[nodiscard]] double number(std::string_view key, double otherwise, const Range& range);
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t otherwise,
                                     std::int64_t minimum, std::int64_t maximum);
  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise);
  /// One of the words.
  [[nodiscard]] std::string word(std::string_view key, std::string_view otherwise,
                                 std::span<const std::string_view> words);

  /// Throws "input.address_option" when an option was given that nobody has taken.
  void require_all_taken() const;

 private:
  [[nodiscard]] const std::string* take(std::string_view key);
  [[noreturn]] void refuse(std::string_view key, std::string_view trouble) const;

  std::string instrument_;
  WireAddress address_;
  std::set<std::string, std::less<>> known_{};
};

}  // namespace fiberloom::drivers
