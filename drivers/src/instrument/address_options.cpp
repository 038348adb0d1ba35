#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/instrument/address_options.hpp>
#include <fiberloom/drivers/scpi/number.hpp>
#include <utility>

namespace fiberloom::drivers {

AddressOptions::AddressOptions(std::string instrument, const WireAddress& address)
    : instrument_(std::move(instrument)), address_(address) {}

void AddressOptions::refuse(std::string_view key, std::string_view trouble) const {
  throw core::InputError("input.address_option",
                         fmt::format("{}: option \"{}\" of its address {}: {}", instrument_, key,
                                     to_text(address_), trouble));
}

const std::string* AddressOptions::take(std::string_view key) {
  known_.emplace(key);
  const auto found = address_.options.find(key);
  return found == address_.options.end() ? nullptr : &found->second;
}

double AddressOptions::number(std::string_view key, double otherwise, const Range& range) {
  const std::string* text = take(key);
  if (text == nullptr) {
    return otherwise;
  }
  const auto value = parse_number(*text);
  if (!value || !(*value >= range.minimum && *value <= range.maximum)) {
    refuse(key,
           fmt::format("\"{}\" is no number from {} to {}", *text, range.minimum, range.maximum));
  }
  return *value;
}

std::int64_t AddressOptions::integer(std::string_view key, std::int64_t otherwise,
                                     std::int64_t minimum, std::int64_t maximum) {
  const double value = number(key, static_cast<double>(otherwise),
                              {static_cast<double>(minimum), static_cast<double>(maximum)});
  if (value != std::floor(value)) {
    refuse(key, fmt::format("{} is no whole number", value));
  }
  return static_cast<std::int64_t>(value);
}

std::string AddressOptions::text(std::string_view key, std::string_view otherwise) {
  const std::string* text = take(key);
  return text == nullptr ? std::string(otherwise) : *text;
}

std::string AddressOptions::word(std::string_view key, std::string_view otherwise,
                                 std::span<const std::string_view> words) {
  std::string value = text(key, otherwise);
  if (std::ranges::find(words, value) == words.end()) {
    refuse(key, fmt::format("\"{}\" is none of {}", value, fmt::join(words, ", ")));
  }
  return value;
}

void AddressOptions::require_all_taken() const {
  for (const auto& [key, value] : address_.options) {
    if (!known_.contains(key) && !key.starts_with("virtual_")) {
      refuse(key,
             fmt::format("there is none of that name; there is {}",
                         known_.empty() ? "none" : fmt::format("{}", fmt::join(known_, ", "))));
    }
  }
}

}  // namespace fiberloom::drivers
