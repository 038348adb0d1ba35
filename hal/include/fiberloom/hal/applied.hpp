#pragma once

namespace fiberloom::hal {

/// Asked and got are two numbers: what a caller requested, and what the hardware took.
template <class Quantity>
struct Applied {
  Quantity requested{};
  Quantity applied{};
};

}  // namespace fiberloom::hal
