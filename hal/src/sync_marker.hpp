#pragma once

#include <complex>
#include <cstddef>
#include <fiberloom/core/aligned_vector.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <fiberloom/hal/run.hpp>
#include <vector>

namespace fiberloom::hal {

/// Throws:  InputError "input.shape" for frames of less than ten model samples, which hold no marker.
void require_marker_room(std::size_t samples, std::size_t oversampling);

/// A frame of pulses by which a record's delay is told: at quadratic residues of a prime, two or three model samples to a
/// pulse, of the mean power that amplifiers are told of.
///
/// It is the same forwards and backwards in time, and dispersion and the Kerr effect of whatever strength keep it so: what a
/// light path has of them beside its nominal numbers broadens the pulses or bends them, and moves no part of them to one
/// side. Its autocorrelation has one peak.
/// Shape:   [samples], of the generator.
/// Units:   as RunRequest's waveform; nowhere beyond `full_scale`.
/// Throws:  as require_marker_room().
/// Source:  Paley, J. Math. Phys. 12, 311 (1933): residues of primes 4n + 1 are symmetric, with a flat autocorrelation.
[[nodiscard]] core::AlignedVector<std::complex<double>> sync_marker(std::size_t samples,
                                                                    std::size_t oversampling,
                                                                    double full_scale);

/// Its trace behind the light path as planned, with the stages set so.
[[nodiscard]] std::vector<double> planned_trace(core::AlignedVector<std::complex<double>> marker,
                                                const LightPath& path,
                                                const std::vector<StageSetting>& stages);

}  // namespace fiberloom::hal
