#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace fiberloom::drivers {

/// Power that an ideal I/Q modulator at its nulls passes while both channels stand at these levels of full scale.
[[nodiscard]] double ideal_transmission(std::complex<double> levels) noexcept;

/// What a generator has to play beside its frames, so that the light behind the modulator has the mean that is wanted.
struct FillerPlan {
  double frame_transmission = 0.0;  ///< mean over the frames as the converters play them
  double wanted_transmission = 0.0;
  std::size_t frame_loops = 1;  ///< how often a frame is played before the filler
  int bits = 8;
};

/// How often the filler, as long as a frame, has to be played behind each frame at least; never less often than the frame.
///
/// Throws:  core::InputError "input.mean_transmission" when no converter of so many bits can reach that mean beside the frames.
[[nodiscard]] std::size_t least_filler_loops(const FillerPlan& plan);

/// Codes of one filler for both channels: two neighbouring codes, mixed so that frames and filler together have the wanted
/// mean to 1e-3.
[[nodiscard]] std::vector<int> filler_codes(const FillerPlan& plan, std::size_t filler_loops,
                                            std::size_t length);

}  // namespace fiberloom::drivers
