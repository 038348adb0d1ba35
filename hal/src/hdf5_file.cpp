#include "hdf5_file.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <fiberloom/core/atomic_file.hpp>
#include <fiberloom/core/error.hpp>
#include <mutex>
#include <utility>

namespace fiberloom::hal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t chunk_bytes = std::size_t{1} << 20U;

// Held while HDF5 works; its own messages on stderr are turned off meanwhile, ours say more.
class Session {
 public:
  Session() : lock_(mutex()) {
    H5Eget_auto2(H5E_DEFAULT, &report_, &client_);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { H5Eset_auto2(H5E_DEFAULT, report_, client_); }

 private:
  static std::recursive_mutex& mutex() {
    static std::recursive_mutex mutex;
    return mutex;
  }

  std::scoped_lock<std::recursive_mutex> lock_;
  H5E_auto2_t report_ = nullptr;
  void* client_ = nullptr;
};

[[noreturn]] void refuse(const fs::path& path, const std::string& what) {
  throw core::DocumentError("document.recording", fmt::format("{}: {}", path.string(), what));
}

hid_t type_of(double) { return H5T_NATIVE_DOUBLE; }
hid_t type_of(std::int64_t) { return H5T_NATIVE_INT64; }
H5T_class_t class_of(double) { return H5T_FLOAT; }
H5T_class_t class_of(std::int64_t) { return H5T_INTEGER; }

}  // namespace

// Whatever HDF5 has opened; closed when it goes.
class Hdf5File::Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle(hid_t id, Close close, const fs::path& path, const std::string& what)
      : id_(id), close_(close) {
    if (id < 0) {
      refuse(path, what);
    }
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    const Session session;
    close_(id_);
  }

  [[nodiscard]] hid_t id() const { return id_; }

  // A data set in chunks of whole first indices, each with its checksum.
  template <class Number>
  void write(const fs::path& path, const char* name, const Hdf5Table<Number>& table) const {
    const Session session;
    const std::string what = fmt::format("cannot hold \"{}\"", name);
    const std::vector<hsize_t> shape(table.shape.begin(), table.shape.end());
    const auto rank = static_cast<int>(shape.size());
    const Handle space(H5Screate_simple(rank, shape.data(), nullptr), H5Sclose, path, what);
    const Handle layout(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, path, what);
    if (!table.values.empty()) {
      const std::size_t row_bytes = table.values.size() / table.shape[0] * sizeof(Number);
      std::vector<hsize_t> chunk = shape;
      chunk[0] = std::clamp<hsize_t>(chunk_bytes / row_bytes, 1, shape[0]);
      if (H5Pset_chunk(layout.id(), rank, chunk.data()) < 0 || H5Pset_fletcher32(layout.id()) < 0) {
        refuse(path, what);
      }
    }
    const Handle data(
        H5Dcreate2(id_, name, type_of(Number{}), space.id(), H5P_DEFAULT, layout.id(), H5P_DEFAULT),
        H5Dclose, path, what);
    if (!table.values.empty() && H5Dwrite(data.id(), type_of(Number{}), H5S_ALL, H5S_ALL,
                                          H5P_DEFAULT, table.values.data()) < 0) {
      refuse(path, what);
    }
  }

  template <class Number>
  [[nodiscard]] Hdf5Table<Number> read(const fs::path& path, const char* name) const {
    const Session session;
    const Handle data(H5Dopen2(id_, name, H5P_DEFAULT), H5Dclose, path,
                      fmt::format("there is no data set \"{}\": not the shots of a run", name));
    const std::string what = fmt::format("the data set \"{}\" is damaged", name);
    const Handle space(H5Dget_space(data.id()), H5Sclose, path, what);
    const Handle type(H5Dget_type(data.id()), H5Tclose, path, what);
    const int rank = H5Sget_simple_extent_ndims(space.id());
    if (rank < 1 || rank > 3 || H5Tget_class(type.id()) != class_of(Number{})) {
      refuse(path, fmt::format("the data set \"{}\" is of another kind", name));
    }
    std::vector<hsize_t> shape(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr);
    Hdf5Table<Number> table{.shape = {shape.begin(), shape.end()}};
    table.values.resize(stored_size<Number>(path, data.id(), shape, what));
    if (!table.values.empty() && H5Dread(data.id(), type_of(Number{}), H5S_ALL, H5S_ALL,
                                         H5P_DEFAULT, table.values.data()) < 0) {
      refuse(path, what);
    }
    return table;
  }

 private:
  // Numbers that the data set has room for in the file: a shape that was made up allocates nothing.
  template <class Number>
  static std::size_t stored_size(const fs::path& path, hid_t data,
                                 const std::vector<hsize_t>& shape, const std::string& what) {
    const hsize_t most = H5Dget_storage_size(data) / sizeof(Number);
    hsize_t size = 1;
    for (const hsize_t extent : shape) {
      if (extent != 0 && size > most / extent) {
        refuse(path, what);
      }
      size *= extent;
    }
    return size;
  }

  hid_t id_;
  Close close_;
};

Hdf5File::Hdf5File(fs::path path, fs::path scratch, std::unique_ptr<Handle> file)
    : path_(std::move(path)), scratch_(std::move(scratch)), file_(std::move(file)) {}

Hdf5File::Hdf5File(Hdf5File&&) noexcept = default;

Hdf5File::~Hdf5File() {
  file_.reset();
  if (!scratch_.empty()) {
    std::error_code ignored;
    fs::remove(scratch_, ignored);
  }
}

Hdf5File Hdf5File::make(const fs::path& path) {
  const Session session;
  const std::string what = "HDF5 cannot make it";
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, path, what);
  // The format of 1.8 has checksums over its own structures too.
  if (H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18) < 0) {
    refuse(path, what);
  }
  fs::path scratch = path;
  scratch += ".part";
  auto file = std::make_unique<Handle>(
      H5Fcreate(scratch.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access.id()), H5Fclose, path, what);
  return {path, std::move(scratch), std::move(file)};
}

Hdf5File Hdf5File::open(const fs::path& path, const std::string& bytes) {
  const Session session;
  const std::string what = "not an HDF5 file, or a damaged one";
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, path, what);
  std::string image = bytes;  // HDF5 asks for bytes that it could write to, and copies them
  if (image.empty() || H5Pset_fapl_core(access.id(), chunk_bytes, 0) < 0 ||
      H5Pset_file_image(access.id(), image.data(), image.size()) < 0) {
    refuse(path, what);
  }
  const fs::path nowhere =
      path / "image";  // HDF5 wants a name that no file has, as below a file none can
  auto file = std::make_unique<Handle>(H5Fopen(nowhere.c_str(), H5F_ACC_RDONLY, access.id()),
                                       H5Fclose, path, what);
  return {path, {}, std::move(file)};
}

void Hdf5File::write(const char* name, const Hdf5Table<double>& table) {
  file_->write(path_, name, table);
}

void Hdf5File::write(const char* name, const Hdf5Table<std::int64_t>& table) {
  file_->write(path_, name, table);
}

void Hdf5File::write_attribute(const char* name, std::int64_t value) {
  const Session session;
  const std::string what = fmt::format("cannot hold \"{}\"", name);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, path_, what);
  const Handle attribute(
      H5Acreate2(file_->id(), name, H5T_NATIVE_INT64, space.id(), H5P_DEFAULT, H5P_DEFAULT),
      H5Aclose, path_, what);
  if (H5Awrite(attribute.id(), H5T_NATIVE_INT64, &value) < 0) {
    refuse(path_, what);
  }
}

void Hdf5File::write_attribute(const char* name, const std::string& text) {
  const Session session;
  const std::string what = fmt::format("cannot hold \"{}\"", name);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, path_, what);
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, path_, what);
  H5Tset_size(type.id(), text.size() + 1);
  const Handle attribute(
      H5Acreate2(file_->id(), name, type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
      path_, what);
  if (H5Awrite(attribute.id(), type.id(), text.c_str()) < 0) {
    refuse(path_, what);
  }
}

bool Hdf5File::has_table(const char* name) const {
  const Session session;
  return H5Lexists(file_->id(), name, H5P_DEFAULT) > 0;
}

Hdf5Table<double> Hdf5File::read_doubles(const char* name) const {
  return file_->read<double>(path_, name);
}

Hdf5Table<std::int64_t> Hdf5File::read_integers(const char* name) const {
  return file_->read<std::int64_t>(path_, name);
}

std::int64_t Hdf5File::read_attribute(const char* name) const {
  const Session session;
  const std::string what = fmt::format("there is no number \"{}\": not the shots of a run", name);
  const Handle attribute(H5Aopen(file_->id(), name, H5P_DEFAULT), H5Aclose, path_, what);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, path_, what);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, path_, what);
  std::int64_t value = 0;
  if (H5Tget_class(type.id()) != H5T_INTEGER || H5Sget_simple_extent_npoints(space.id()) != 1 ||
      H5Aread(attribute.id(), H5T_NATIVE_INT64, &value) < 0) {
    refuse(path_, what);
  }
  return value;
}

std::string Hdf5File::read_text_attribute(const char* name) const {
  const Session session;
  const std::string what = fmt::format("there is no text \"{}\": not the shots of a run", name);
  const Handle attribute(H5Aopen(file_->id(), name, H5P_DEFAULT), H5Aclose, path_, what);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose, path_, what);
  const Handle type(H5Aget_type(attribute.id()), H5Tclose, path_, what);
  if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) != 0 ||
      H5Sget_simple_extent_npoints(space.id()) != 1) {
    refuse(path_, what);
  }
  std::string text(H5Tget_size(type.id()), '\0');
  if (H5Aread(attribute.id(), type.id(), text.data()) < 0) {
    refuse(path_, what);
  }
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

void Hdf5File::save() {
  {
    const Session session;
    if (H5Fflush(file_->id(), H5F_SCOPE_GLOBAL) < 0) {
      refuse(path_, "HDF5 cannot write it");
    }
    file_.reset();
  }
  core::write_file_atomically(path_, core::read_file(scratch_));
}

}  // namespace fiberloom::hal
