#pragma once

#include <functional>

namespace fiberloom::core {

/// Told now and then which share of the fibre the light has passed, 0..1. May throw, which ends the propagation.
using FiberProgress = std::function<void(double share)>;

}  // namespace fiberloom::core
