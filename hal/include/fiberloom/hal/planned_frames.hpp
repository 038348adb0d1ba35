#pragma once

#include <cstdint>
#include <fiberloom/core/fields.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <string>

namespace fiberloom::hal {

/// How digital data go into a plan's rig and come out: what a back end has to know beside the light path.
struct PlannedFrames {
  std::int64_t samples = 0;  ///< of a record in the frame
  std::int64_t guard_before = 0;
  std::int64_t guard_after = 0;
  std::int64_t points_per_sample = 1;
  std::int64_t plays =
      1;  ///< times a frame is played on end; one inside is read, so that it meets itself at both ends
  double full_scale_field = 0.0;  ///< |u| at the generator's full scale
  std::string scaling{};          ///< of a record before it becomes light
  std::string sync_marker{};      ///< how the first point of a record is found
  std::string readout{};          ///< what is made of the trace
  double frame_duration_ns = 0.0;
  double frames_per_s = 0.0;
  double latency_ns = 0.0;      ///< through the fibres alone
  double glass_fraction = 0.0;  ///< share of the network's steps that light computes

  void fields(core::FieldVisitor& visit);
};

struct Plan;
struct RigDocument;
struct Catalog;

/// Source:  physics, section 7: frames are played ceil(1 + 2 sum|b| w_max / N) + 1 times.
[[nodiscard]] PlannedFrames planned_frames(const core::Model& model, const Plan& plan,
                                           const RigDocument& rig, const Catalog& catalog);

}  // namespace fiberloom::hal
