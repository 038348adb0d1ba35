#include <algorithm>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/propagator.hpp>
#include <functional>
#include <utility>

#include "propagation/cascade.hpp"
#include "propagation/lane_engine.hpp"
#include "propagation/row_engine.hpp"

namespace fiberloom::core {
namespace {

/// Rows that one thread works on in one go. Which rows go together depends on the batch alone, so that sums over them
/// are formed in the same order whatever the number of workers.
struct Share {
  std::size_t first = 0;
  std::size_t count = 0;
  bool in_lanes = false;
};

constexpr std::size_t rows_per_share = 8;
// A group that is filled to less than this part costs more than its rows one by one.
constexpr std::size_t least_filled_part = 4;

void share_out(std::size_t batch, std::size_t lanes, std::vector<Share>& shares) {
  shares.clear();
  for (std::size_t first = 0; first < batch;) {
    const std::size_t rest = batch - first;
    const bool in_lanes = lanes > 1 && rest > 1 && rest * least_filled_part >= lanes;
    const std::size_t count = std::min(rest, in_lanes ? lanes : rows_per_share);
    shares.push_back({.first = first, .count = count, .in_lanes = in_lanes});
    first += count;
  }
}

bool have_same_shape(const LayerParameters& a, const LayerParameters& b) {
  const auto same = [](const auto& one, const auto& other) {
    return one.first == other.first && one.second.samples() == other.second.samples();
  };
  return a.num_layers() == b.num_layers() && a.potential.samples() == b.potential.samples() &&
         std::ranges::equal(a.others, b.others, same);
}

}  // namespace

// ---- memory

template <class Real>
struct Propagator<Real>::Tape::Memory {
  typename RowEngine<Real>::Tape rows;
};

template <class Real>
Propagator<Real>::Tape::Tape(std::unique_ptr<Memory> memory) : memory_(std::move(memory)) {}
template <class Real>
Propagator<Real>::Tape::Tape(const Tape& other)
    : memory_(std::make_unique<Memory>(*other.memory_)) {}
template <class Real>
typename Propagator<Real>::Tape& Propagator<Real>::Tape::operator=(const Tape& other) {
  *memory_ = *other.memory_;
  return *this;
}
template <class Real>
Propagator<Real>::Tape::Tape(Tape&&) noexcept = default;
template <class Real>
typename Propagator<Real>::Tape& Propagator<Real>::Tape::operator=(Tape&&) noexcept = default;
template <class Real>
Propagator<Real>::Tape::~Tape() = default;

template <class Real>
struct Propagator<Real>::Workspaces::Memory {
  struct Lane {
    typename RowEngine<Real>::Tape rows;
    AlignedVector<Complex> row;  // where a row of the batch is worked on, on a 64-byte boundary
    AlignedVector<Complex> cotangent;
    typename LaneEngine<Real>::Workspace group;
  };
  std::vector<Lane> lanes;                 // one per worker
  std::vector<Share> shares;               // of the batch that was worked on last
  std::vector<LayerParameters> gradients;  // one per share
};

template <class Real>
Propagator<Real>::Workspaces::Workspaces() : memory_(std::make_unique<Memory>()) {}
template <class Real>
Propagator<Real>::Workspaces::Workspaces(Workspaces&&) noexcept = default;
template <class Real>
typename Propagator<Real>::Workspaces& Propagator<Real>::Workspaces::operator=(
    Workspaces&&) noexcept = default;
template <class Real>
Propagator<Real>::Workspaces::~Workspaces() = default;

// ---- engines

template <class Real>
struct Propagator<Real>::Engines {
  using Memory = typename Workspaces::Memory;
  using Lane = typename Memory::Lane;

  Cascade<Real> cascade;
  RowEngine<Real> rows;
  std::unique_ptr<LaneEngine<Real>> lanes;  // only where it suits

  Engines(const TimeGrid& grid, LayerParameters layers, const std::optional<LowPass>& low_pass,
          std::vector<std::string> sequence)
      : cascade(grid, std::move(layers), low_pass, std::move(sequence)), rows(cascade) {
    refresh();
  }

  void refresh() {
    if (!LaneEngine<Real>::suits(cascade)) {
      lanes.reset();
    } else if (lanes) {
      lanes->refresh();
    } else {
      lanes = std::make_unique<LaneEngine<Real>>(cascade);
    }
  }

  [[nodiscard]] std::size_t group_size() const { return lanes ? lanes->lanes() : 1; }

  // Memory that a forward pass needs of every thread.
  void make_room(Memory& memory, std::size_t num_workers) const {
    if (!memory.lanes.empty() && memory.lanes.front().row.size() != cascade.grid().size()) {
      memory.lanes.clear();  // it served a propagator on another grid
    }
    while (memory.lanes.size() < num_workers) {
      const AlignedVector<Complex> row(cascade.grid().size());
      memory.lanes.push_back(
          {.rows = rows.make_tape_without_records(), .row = row, .cotangent = row, .group = {}});
    }
    if (lanes) {
      for (Lane& lane : memory.lanes) {
        lanes->make_room(lane.group, false);
      }
    }
  }

  // And what a derivative needs beside it.
  void make_room_for_derivative(Memory& memory, PassMemory kind) const {
    const bool needs_records =
        kind == PassMemory::stored &&
        std::ranges::any_of(memory.shares, [](const Share& share) { return !share.in_lanes; });
    const bool needs_lanes =
        std::ranges::any_of(memory.shares, [](const Share& share) { return share.in_lanes; });
    for (Lane& lane : memory.lanes) {
      if (needs_records && lane.rows.records.size() != cascade.steps().size()) {
        lane.rows = rows.make_tape();
      }
      if (needs_lanes) {
        lanes->make_room(lane.group, true);
      }
    }
    if (memory.gradients.size() < memory.shares.size() || memory.gradients.empty() ||
        !have_same_shape(memory.gradients.front(), cascade.layers())) {
      memory.gradients.assign(memory.shares.size(), zeros_like(cascade.layers()));
    }
  }

  void forward_rows(FieldBatch<Real>& batch, const Share& share, Lane& lane) const {
    for (std::size_t row = share.first; row < share.first + share.count; ++row) {
      std::ranges::copy(batch.row(row), lane.row.begin());
      rows.forward(lane.row, lane.rows);
      std::ranges::copy(lane.row, batch.row(row).begin());
    }
  }

  void pull_back_rows(FieldBatch<Real>& batch, const Share& share, const Turn& turn,
                      std::size_t worker, Lane& lane, LayerParameters& gradient) const {
    for (std::size_t row = share.first; row < share.first + share.count; ++row) {
      std::ranges::copy(batch.row(row), lane.row.begin());
      rows.record(lane.row, lane.rows);
      turn(row, lane.row, worker);
      rows.vjp(lane.rows, lane.row, gradient);
      std::ranges::copy(lane.row, batch.row(row).begin());
    }
  }

  void reverse_rows(FieldBatch<Real>& batch, const Share& share, const Turn& turn,
                    std::size_t worker, Lane& lane, LayerParameters& gradient) const {
    for (std::size_t row = share.first; row < share.first + share.count; ++row) {
      std::ranges::copy(batch.row(row), lane.row.begin());
      rows.forward(lane.row, lane.rows);
      std::ranges::copy(lane.row, lane.cotangent.begin());
      turn(row, lane.cotangent, worker);
      rows.reverse_vjp(lane.row, lane.cotangent, lane.rows, gradient);
      std::ranges::copy(lane.cotangent, batch.row(row).begin());
    }
  }

  void pull_back_group(FieldBatch<Real>& batch, const Share& share, const Turn& turn,
                       std::size_t worker, Lane& lane, LayerParameters& gradient) const {
    lanes->record(batch, share.first, share.count, lane.group);
    for (std::size_t row = share.first; row < share.first + share.count; ++row) {
      std::ranges::copy(batch.row(row), lane.row.begin());
      turn(row, lane.row, worker);
      std::ranges::copy(lane.row, batch.row(row).begin());
    }
    lanes->back(batch, share.first, share.count, gradient, lane.group);
  }
};

// ---- the front

template <class Real>
Propagator<Real>::Propagator(const TimeGrid& grid, LayerParameters layers,
                             std::optional<LowPass> low_pass, std::vector<std::string> sequence)
    : engines_(std::make_unique<Engines>(grid, std::move(layers), low_pass, std::move(sequence))) {}
template <class Real>
Propagator<Real>::Propagator(Propagator&&) noexcept = default;
template <class Real>
Propagator<Real>& Propagator<Real>::operator=(Propagator&&) noexcept = default;
template <class Real>
Propagator<Real>::~Propagator() = default;

template <class Real>
const TimeGrid& Propagator<Real>::grid() const noexcept {
  return engines_->cascade.grid();
}

template <class Real>
const LayerParameters& Propagator<Real>::layers() const noexcept {
  return engines_->cascade.layers();
}

template <class Real>
void Propagator<Real>::set_layers(LayerParameters layers) {
  engines_->cascade.set_layers(std::move(layers));
  engines_->refresh();
}

template <class Real>
typename Propagator<Real>::Tape Propagator<Real>::make_tape() const {
  return Tape(std::make_unique<typename Tape::Memory>(
      typename Tape::Memory{.rows = engines_->rows.make_tape()}));
}

template <class Real>
void Propagator<Real>::forward(std::span<Complex> row, Tape& tape) const {
  engines_->rows.record(row, tape.memory_->rows);
}

template <class Real>
void Propagator<Real>::forward(FieldBatch<Real>& batch, WorkerPool& workers) const {
  Workspaces workspaces;
  forward(batch, workers, workspaces);
}

template <class Real>
void Propagator<Real>::forward(FieldBatch<Real>& batch, WorkerPool& workers,
                               Workspaces& workspaces) const {
  typename Workspaces::Memory& memory = *workspaces.memory_;
  share_out(batch.batch(), engines_->group_size(), memory.shares);
  engines_->make_room(memory, workers.num_workers());
  const auto work = [&](std::size_t index, std::size_t worker) {
    const Share& share = memory.shares[index];
    if (share.in_lanes) {
      engines_->lanes->forward(batch, share.first, share.count, memory.lanes[worker].group);
    } else {
      engines_->forward_rows(batch, share, memory.lanes[worker]);
    }
  };
  workers.run(memory.shares.size(), std::ref(work));  // by reference: nothing is allocated for it
}

template <class Real>
void Propagator<Real>::pull_back(FieldBatch<Real>& batch, const Turn& turn,
                                 LayerParameters& gradient, WorkerPool& workers,
                                 Workspaces& workspaces, PassMemory kind) const {
  if (kind == PassMemory::recomputed && !engines_->rows.is_reversible()) {
    throw InputError("input.reversible",
                     "derivative: a low-pass, strong loss or absorption cannot be undone, so the "
                     "fields must be stored");
  }
  typename Workspaces::Memory& memory = *workspaces.memory_;
  share_out(batch.batch(), kind == PassMemory::stored ? engines_->group_size() : 1, memory.shares);
  engines_->make_room(memory, workers.num_workers());
  engines_->make_room_for_derivative(memory, kind);
  const auto work = [&](std::size_t index, std::size_t worker) {
    const Share& share = memory.shares[index];
    LayerParameters& sum = memory.gradients[index];
    set_zero(sum);
    typename Workspaces::Memory::Lane& lane = memory.lanes[worker];
    if (share.in_lanes) {
      engines_->pull_back_group(batch, share, turn, worker, lane, sum);
    } else if (kind == PassMemory::stored) {
      engines_->pull_back_rows(batch, share, turn, worker, lane, sum);
    } else {
      engines_->reverse_rows(batch, share, turn, worker, lane, sum);
    }
  };
  workers.run(memory.shares.size(), std::ref(work));
  for (std::size_t index = 0; index < memory.shares.size(); ++index) {
    add_to(gradient, memory.gradients[index]);
  }
}

template <class Real>
void Propagator<Real>::vjp(Tape& tape, std::span<Complex> cotangent,
                           LayerParameters& gradient) const {
  engines_->rows.vjp(tape.memory_->rows, cotangent, gradient);
}

template <class Real>
void Propagator<Real>::jvp(Tape& tape, std::span<Complex> tangent,
                           const LayerParameters& direction) const {
  engines_->rows.jvp(tape.memory_->rows, tangent, direction);
}

template class Propagator<double>;
template class Propagator<float>;

}  // namespace fiberloom::core
