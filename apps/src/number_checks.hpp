#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace fiberloom::app {

/// Checks of a command's numbers, for CLI::Option::check: empty text, or what the number must be.
using NumberCheck = std::function<std::string(const std::string& text)>;

/// A whole number from `least` to `most`.
NumberCheck whole_number(std::int64_t least, std::int64_t most);

/// A finite number of 0 or more.
NumberCheck finite_amount();

/// A finite number from `least` to `most`.
NumberCheck number_within(double least, double most);

}  // namespace fiberloom::app
