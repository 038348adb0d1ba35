#pragma once

#include <fiberloom/core/quantity.hpp>

/// Units by their usual names; `per` divides everything that follows: ps_per_nm_km is ps/(nm km).
namespace fiberloom::core::units {

inline constexpr Unit<Dimension<1, 0>> m{1.0}, km{1e3}, cm{1e-2}, mm{1e-3}, um{1e-6}, nm{1e-9},
    pm{1e-12};
inline constexpr Unit<Dimension<0, 1>> s{1.0}, ms{1e-3}, us{1e-6}, ns{1e-9}, ps{1e-12}, fs{1e-15};
inline constexpr Unit<Dimension<0, -1>> hz{1.0}, khz{1e3}, mhz{1e6}, ghz{1e9}, thz{1e12};
inline constexpr Unit<Dimension<0, -1>> gsa_per_s{1e9};
inline constexpr Unit<Dimension<0, 0, 1>> w{1.0}, mw{1e-3}, uw{1e-6}, nw{1e-9};
inline constexpr Unit<Dimension<0, 0, 0, 1>> kelvin{1.0};
inline constexpr Unit<Dimension<0, 0, 0, 0, 1>> v{1.0}, mv{1e-3};
inline constexpr Unit<Dimension<0, 0, 1, 0, -1>> a{1.0}, ma{1e-3}, ua{1e-6}, na{1e-9};

inline constexpr Unit<Dimension<2, 0>> m2{1.0}, um2{1e-12};
inline constexpr Unit<Dimension<1, -1>> m_per_s{1.0};
inline constexpr Unit<Dimension<0, 1, 1>> j{1.0}, pj{1e-12}, fj{1e-15};
inline constexpr Unit<Dimension<0, 2, 1>> j_s{1.0};
inline constexpr Unit<Dimension<0, 1, 1, -1>> j_per_kelvin{1.0};
inline constexpr Unit<Dimension<0, 1, 1, 0, -1>> a_s{1.0};
inline constexpr Unit<Dimension<0, 0, 0, 0, -1>> a_per_w{1.0};

inline constexpr Unit<Dimension<-1, 0>> per_m{1.0}, per_km{1e-3};
/// Power attenuation, ln(10)/10 to the decibel.
inline constexpr Unit<Dimension<-1, 0>> db_per_m{0.23025850929940458},
    db_per_km{0.23025850929940458e-3};

inline constexpr Unit<Dimension<0, 2>> s2{1.0}, ps2{1e-24}, fs2{1e-30};
inline constexpr Unit<Dimension<-1, 2>> s2_per_m{1.0}, ps2_per_m{1e-24}, ps2_per_km{1e-27};
inline constexpr Unit<Dimension<-1, 3>> s3_per_m{1.0}, ps3_per_km{1e-39};
inline constexpr Unit<Dimension<-1, 1>> s_per_m{1.0}, ps_per_nm{1e-3};
inline constexpr Unit<Dimension<-2, 1>> s_per_m2{1.0}, ps_per_nm_km{1e-6};
inline constexpr Unit<Dimension<-3, 1>> s_per_m3{1.0}, ps_per_nm2_km{1e3};

inline constexpr Unit<Dimension<-1, 0, -1>> per_w_m{1.0}, per_w_km{1e-3};
inline constexpr Unit<Dimension<2, 0, -1>> m2_per_w{1.0};
inline constexpr Unit<Dimension<1, 0, -1>> m_per_w{1.0};

}  // namespace fiberloom::core::units
