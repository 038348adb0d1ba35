#pragma once

#include <fiberloom/hal/bench_document.hpp>
#include <fiberloom/hal/setting.hpp>
#include <span>

namespace fiberloom::hal {

/// A setting as a bench narrows it: limits of its key take effect, wider ones change nothing.
[[nodiscard]] SettingSpec narrowed(SettingSpec spec, std::span<const SettingLimit> limits);

}  // namespace fiberloom::hal
