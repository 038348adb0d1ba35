#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <fiberloom/sim/drift/random_walk.hpp>
#include <fiberloom/sim/light.hpp>
#include <fiberloom/sim/white_noise.hpp>
#include <vector>

namespace fiberloom::sim {

/// [[a, b], [c, d]]: what an element makes of a Jones vector.
using JonesMatrix = std::array<std::complex<double>, 4>;
/// Direction on the Poincare sphere.
using StokesVector = std::array<double, 3>;

[[nodiscard]] StokesVector stokes_vector(const JonesVector& state);
[[nodiscard]] JonesVector transformed(const JonesMatrix& matrix, const JonesVector& state);
[[nodiscard]] JonesMatrix product(const JonesMatrix& second, const JonesMatrix& first);

/// A retarder: turns the Poincare sphere about `axis` (of unit length) by that angle.
[[nodiscard]] JonesMatrix retarder(const StokesVector& axis, double angle_rad);

/// Loss that depends on the state: none along `axis`, `loss_db` across it. 0 dB switches it off.
struct PolarizationDependentLoss {
  double loss_db = 0.0;
  StokesVector axis{1.0, 0.0, 0.0};
};

/// The power of the field and of the orthogonal noise change, each by the share that it has; both polarisations stay
/// where they are, because the turn that a small polarisation-dependent loss makes cannot be told from a retarder.
void attenuate(Light& light, const PolarizationDependentLoss& loss);

/// How much of the light is along a state, as the mean power behind a polariser: |<axis, state>|^2.
[[nodiscard]] double share_along(const JonesVector& axis, const JonesVector& state);

/// The slow turning of polarisation in a fibre: sections with fixed random axes whose retardances walk at random. A
/// rate of 0 switches it off, and at time 0 the state is what it was at the input: whoever switched on has aligned it.
///
/// Over benches <s(0).s(t)> = ((1 + 2 exp(-rate^2 t/2))/3)^sections, which ends uniform on the sphere.
/// Threads: an immutable value.
/// Source:  Czegledi et al., Sci. Rep. 6, 21217 (2016), with sections in place of a chain of steps, so that any moment
///          can be asked for.
class PolarizationWalk {
 public:
  static constexpr std::size_t num_sections = 6;

  PolarizationWalk() = default;
  /// Throws:  core::InputError "input.drift" as RandomWalk.
  PolarizationWalk(double rad_per_sqrt_s, const NoiseOrigin& origin);

  [[nodiscard]] JonesMatrix at(double time_s) const;

 private:
  struct Section {
    StokesVector axis{};
    RandomWalk retardance{};
  };
  std::vector<Section> sections_;
};

}  // namespace fiberloom::sim
