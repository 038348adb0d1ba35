#include <algorithm>
#include <fiberloom/hal/setting_limits.hpp>

namespace fiberloom::hal {

SettingSpec narrowed(SettingSpec spec, std::span<const SettingLimit> limits) {
  for (const SettingLimit& limit : limits) {
    if (limit.key == spec.key) {
      spec.minimum = std::max(spec.minimum, limit.minimum);
      spec.maximum = std::min(spec.maximum, limit.maximum);
    }
  }
  return spec;
}

}  // namespace fiberloom::hal
