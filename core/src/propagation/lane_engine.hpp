#pragma once

#include <cstddef>
#include <fiberloom/core/field_batch.hpp>
#include <vector>

#include "cascade.hpp"
#include "lane_transform_plan.hpp"
#include "simd/kernel_table.hpp"
#include "term_weights.hpp"

namespace fiberloom::core {

/// Carries a cascade out on a whole group of records, one in each lane of the vector registers.
///
/// Takes grids whose size is a power of two, and cascades whose pointwise steps are all rotations. Results agree with
/// those of the RowEngine to rounding.
template <class Real>
class LaneEngine {
 public:
  using Rows = FieldBatch<Real>;

  /// Memory of one thread.
  struct Workspace {
    AlignedVector<Real> group;
    std::vector<AlignedVector<Real>>
        tape;  ///< one for each step; empty until a derivative is asked for
    std::vector<KernelTerm<Real>> terms;
  };

  static bool suits(const Cascade<Real>& cascade);

  explicit LaneEngine(const Cascade<Real>& cascade);

  /// Takes over the numbers of the cascade after they have changed.
  void refresh();

  [[nodiscard]] std::size_t lanes() const noexcept { return kernels_.lanes; }
  void make_room(Workspace& workspace, bool with_tape) const;

  /// Rows `first` to `first + count - 1` of the batch, in place.
  void forward(Rows& batch, std::size_t first, std::size_t count, Workspace& workspace) const;

  /// The same, and leaves on the tape what back() needs.
  void record(Rows& batch, std::size_t first, std::size_t count, Workspace& workspace) const;

  /// Pulls cotangents back through the group that was recorded last; adds to `gradient`.
  void back(Rows& cotangents, std::size_t first, std::size_t count, LayerParameters& gradient,
            Workspace& workspace) const;

 private:
  void load(const Rows& batch, std::size_t first, std::size_t count, Workspace& workspace) const;
  void store(Rows& batch, std::size_t first, std::size_t count, const Workspace& workspace) const;
  [[nodiscard]] std::vector<AlignedVector<Real>> ordered_transfers(
      std::span<const Step<Real>> steps) const;
  [[nodiscard]] std::size_t point_offset(std::size_t n) const noexcept;

  const Cascade<Real>& cascade_;
  const Kernels<Real>& kernels_;
  LaneTransformPlan<Real> plan_;
  TermWeights<Real> weights_;
  std::vector<AlignedVector<Real>> transfers_;         // of steps(), empty for pointwise ones
  std::vector<AlignedVector<Real>> merged_transfers_;  // of merged_steps()
};

extern template class LaneEngine<double>;
extern template class LaneEngine<float>;

}  // namespace fiberloom::core
