#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/wire/address.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace fiberloom::drivers {
namespace {

constexpr std::array schemes{
    std::pair{WireScheme::tcp, std::string_view("tcp")},
    std::pair{WireScheme::serial, std::string_view("serial")},
    std::pair{WireScheme::vxi11, std::string_view("vxi11")},
    std::pair{WireScheme::hislip, std::string_view("hislip")},
    std::pair{WireScheme::prologix, std::string_view("prologix")},
    std::pair{WireScheme::http, std::string_view("http")},
    std::pair{WireScheme::usbtmc, std::string_view("usbtmc")},
};

bool is_device_file(WireScheme scheme) {
  return scheme == WireScheme::serial || scheme == WireScheme::usbtmc;
}

[[noreturn]] void refuse(std::string_view text, std::string_view trouble) {
  throw core::InputError(
      "input.address",
      fmt::format("address \"{}\": {}; write it like tcp://10.0.0.5:5025, vxi11://10.0.0.5/inst0, "
                  "hislip://10.0.0.5, prologix://10.0.0.9/12, http://10.0.0.7, "
                  "serial:/dev/ttyUSB0 or usbtmc:/dev/usbtmc0",
                  text, trouble));
}

// What stands before the mark, which is taken away with it; all of it where there is none.
std::string_view take_until(std::string_view& rest, std::string_view mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view front = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + mark.size());
  return front;
}

std::uint16_t port_of(std::string_view digits, std::string_view text) {
  unsigned port = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, port);
  if (error != std::errc{} || stop != end || port == 0 || port > 65535) {
    refuse(text, fmt::format("\"{}\" is no port, which is a number from 1 to 65535", digits));
  }
  return static_cast<std::uint16_t>(port);
}

void read_host(WireAddress& address, std::string_view host, std::string_view text) {
  if (host.starts_with('[')) {  // an IPv6 number has colons of its own
    host.remove_prefix(1);
    address.host = take_until(host, "]");
    if (!host.empty() && !host.starts_with(':')) {
      refuse(text, "nothing but a port may follow the bracket");
    }
    host = host.empty() ? host : host.substr(1);
  } else {
    address.host = take_until(host, ":");
  }
  if (address.host.empty()) {
    refuse(text, "it names no host");
  }
  address.port = host.empty() ? std::uint16_t{0} : port_of(host, text);
}

void read_options(WireAddress& address, std::string_view options, std::string_view text) {
  while (!options.empty()) {
    std::string_view value = take_until(options, "&");
    const std::string_view key = take_until(value, "=");
    if (key.empty() || value.empty()) {
      refuse(text, "an option has the form key=value");
    }
    if (!address.options.emplace(key, value).second) {
      refuse(text, fmt::format("{} is given twice", key));
    }
  }
}

std::optional<WireAddress> parse_visa_network(const std::vector<std::string_view>& words,
                                              std::string_view text) {
  if (words.size() < 3 || !words[0].starts_with("TCPIP")) {
    return std::nullopt;
  }
  WireAddress address{.host = std::string(words[1])};
  if (words.back() == "SOCKET" && words.size() == 4) {
    address.port = port_of(words[2], text);
    return address;
  }
  if (words.back() != "INSTR" || words.size() > 4) {
    return std::nullopt;
  }
  address.device = words.size() == 4 ? words[2] : "inst0";
  address.scheme = address.device.starts_with("hislip") ? WireScheme::hislip : WireScheme::vxi11;
  return address;
}

std::optional<WireAddress> parse_visa(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::string_view rest = text; !rest.empty();) {
    words.push_back(take_until(rest, "::"));
  }
  if (words.size() == 2 && words[0].starts_with("ASRL/") && words[1] == "INSTR") {
    return WireAddress{.scheme = WireScheme::serial, .host = std::string(words[0].substr(4))};
  }
  return parse_visa_network(words, text);
}

}  // namespace

std::string_view name_of(WireScheme scheme) noexcept {
  return std::ranges::find(schemes, scheme, &decltype(schemes)::value_type::first)->second;
}

WireAddress parse_address(std::string_view text) {
  if (text.find("::") != std::string_view::npos && text.find("://") == std::string_view::npos) {
    if (const auto address = parse_visa(text)) {
      return *address;
    }
    refuse(text, "this resource name is not understood");
  }
  std::string_view rest = text;
  std::string_view place = take_until(rest, "?");
  const std::string_view scheme = take_until(place, ":");
  const auto* known = std::ranges::find(schemes, scheme, &decltype(schemes)::value_type::second);
  if (known == schemes.end() || place.empty()) {
    refuse(text, "it does not begin with a kind of wire");
  }
  WireAddress address{.scheme = known->first};
  read_options(address, rest, text);
  if (is_device_file(address.scheme)) {
    address.host = place;
    return address;
  }
  if (!place.starts_with("//")) {
    refuse(text, "two slashes stand before the host");
  }
  place.remove_prefix(2);
  read_host(address, take_until(place, "/"), text);
  address.device = place;
  return address;
}

std::string to_text(const WireAddress& address) {
  std::string text = fmt::format("{}:", name_of(address.scheme));
  if (is_device_file(address.scheme)) {
    text += address.host;
  } else {
    const bool has_colons = address.host.find(':') != std::string::npos;
    text += has_colons ? fmt::format("//[{}]", address.host) : fmt::format("//{}", address.host);
    text += address.port == 0 ? "" : fmt::format(":{}", address.port);
    text += address.device.empty() ? "" : "/" + address.device;
  }
  for (char mark = '?'; const auto& [key, value] : address.options) {
    text += fmt::format("{}{}={}", mark, key, value);
    mark = '&';
  }
  return text;
}

}  // namespace fiberloom::drivers
