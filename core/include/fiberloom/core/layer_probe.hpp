#pragma once

#include <cstddef>
#include <cstdint>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/model.hpp>
#include <fiberloom/core/noise_gain.hpp>
#include <fiberloom/core/worker_pool.hpp>
#include <vector>

namespace fiberloom::core {

/// How far a step is from doing nothing, on a set of fields.
struct IdentityDistance {
  double change = 0.0;  ///< |f(E) - E| / |E|, root of the energies over all fields
  /// The same for the best common complex factor taken out, relative to f(E): sqrt(1 - |<E, f(E)>|^2/(|E|^2 |f(E)|^2)).
  double change_of_shape = 0.0;
};

/// What probing a step with light found.
struct LayerProbe {
  double power_gain = 1.0;  ///< energy behind the step over that in front of it
  IdentityDistance distance{};
  NoiseGain noise{};  ///< `largest` from below, by power iteration
};

/// All layers, each at the light that reaches it, and the whole cascade with the receiver's filter.
struct CascadeProbe {
  std::vector<LayerProbe> layers{};
  LayerProbe total{};
};

/// The light that a cascade is probed with.
struct ProbeOptions {
  std::size_t fields = 24;  ///< random records of circular Gaussian samples, at unit mean power
  std::size_t noises = 8;   ///< weak random records on top of each
  std::size_t growth_fields = 4;   ///< fields on which the largest growth is looked for
  std::size_t growth_rounds = 40;  ///< of its power iteration
  std::uint64_t seed = 0;
};

/// Sends random light and weak noise on top of it through the layers, by the exact derivative of each.
///
/// Records are launched as the model's frame has it (guard, oversampling), without the scaling of its encoding.
/// Throws:  as Model::validate; NumericalError "numerical.diverged" when a layer loses the light.
/// Threads: fields are shared out over the workers; results do not depend on how many there are.
[[nodiscard]] CascadeProbe probe_cascade(const Model& model, const ProbeOptions& options,
                                         WorkerPool& workers);

/// The same with light of one's own instead of random records.
///
/// Shape:   launched [fields, frame.grid_size()].
/// Throws:  InputError "input.shape" for fields on another grid; as above.
[[nodiscard]] CascadeProbe probe_cascade(const Model& model, const FieldBatch<double>& launched,
                                         const ProbeOptions& options, WorkerPool& workers);

}  // namespace fiberloom::core
