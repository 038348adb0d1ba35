#pragma once

#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/quantity.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/rig_document.hpp>

namespace fiberloom::hal {

/// The most power that any of these frames has in one window of the spectrum, |u|^2 as everywhere.
///
/// A frame that is played over and over is a comb of lines, one over its duration apart. All lines of it that a window of
/// that width can hold count together, whole.
/// Shape:   frames [frames, points].
/// Throws:  core::InputError "input.shape" without frames, "input.domain" unless duration and window are positive.
[[nodiscard]] double strongest_line(const core::FieldBatch<double>& frames, core::Time duration,
                                    core::Frequency window);

/// Notes in each stage of a plan what Brillouin scattering sees of these frames: the strongest line in front of its
/// nonlinear fibre. The window is the Brillouin linewidth and the dither of the carrier together, so that lines which
/// the dither spreads over each other count as one.
///
/// Nothing is allowed by it. A stage's limit and a bench's guard count all of the power as one line, because a bench is
/// aligned with constant light, and because the guard does not know the frames.
/// Shape:   frames [frames, built.frame.grid_size()], as the generator plays them.
/// Throws:  as core::light_underway.
/// Source:  physics, section 5: power within the Brillouin linewidth, carrier and lines of a repeated frame.
void count_brillouin_lines(Plan& plan, const core::Model& built,
                           const core::FieldBatch<double>& frames, const RigDocument& rig,
                           core::WorkerPool& workers);

}  // namespace fiberloom::hal
