#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <fiberloom/core/layer_parameters.hpp>
#include <fiberloom/core/low_pass.hpp>
#include <fiberloom/core/time_grid.hpp>
#include <fiberloom/hal/light_path.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace fiberloom::sim {

/// What stands between a rig's ends: light in, light out.
///
/// Shape:   row [grid.size()], on a 64-byte boundary.
/// Threads: const; each worker has memory of its own.
class Glass {
 public:
  virtual ~Glass() = default;
  virtual void pass(std::span<std::complex<double>> row, std::size_t worker,
                    std::int64_t shot) const = 0;

 protected:
  Glass() = default;
  Glass(const Glass&) = default;
  Glass& operator=(const Glass&) = default;
};

/// What happens to the light of a shot between two passes of a stage that is used again.
using Relay =
    std::function<void(std::span<std::complex<double>> row, std::size_t pass, std::int64_t shot)>;

struct GlassPlan {
  core::TimeGrid grid;
  const hal::LightPath& path;
  core::LayerParameters layers{};  ///< that the stages really have
  std::size_t num_workers = 1;
  Relay relay{};  ///< for a stage that is used again
};

/// The glass of that path's architecture.
[[nodiscard]] std::unique_ptr<Glass> make_glass(const GlassPlan& plan);

}  // namespace fiberloom::sim
