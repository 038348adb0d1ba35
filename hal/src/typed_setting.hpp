#pragma once

#include <fiberloom/core/decibel.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/hal/setting.hpp>
#include <stop_token>

namespace fiberloom::hal {

// Between the typed doors of the roles and the plain numbers of a Setting.

template <class D>
Applied<core::Quantity<D>> set_in(core::Unit<D> unit, Setting& setting, core::Quantity<D> value,
                                  const std::stop_token& stop) {
  const Applied<double> number = setting.set(value.in(unit), stop);
  return {.requested = value, .applied = number.applied * unit};
}

inline Applied<core::Power> set_dbm(Setting& setting, core::Power power,
                                    const std::stop_token& stop) {
  const Applied<double> number = setting.set(core::to_dbm(power), stop);
  return {.requested = power, .applied = core::from_dbm(number.applied)};
}

inline Applied<core::Decibel> set_db(Setting& setting, core::Decibel value,
                                     const std::stop_token& stop) {
  const Applied<double> number = setting.set(value.value(), stop);
  return {.requested = value, .applied = core::Decibel(number.applied)};
}

}  // namespace fiberloom::hal
