"""The library that multiplies PyTorch's matrices, which PyTorch may leave to the
system: what it is, how fast it is, and how many threads it has."""
import ctypes
import os

# Names that are looked up here are found as PyTorch itself finds them.
LINKED = ctypes.CDLL(torch._C.__file__)


class Place(ctypes.Structure):
    """Dl_info of dladdr: where an address lies."""
    _fields_ = [("file", ctypes.c_char_p), ("base", ctypes.c_void_p), ("name", ctypes.c_char_p), ("at", ctypes.c_void_p)]


def blas():
    """The file with the float32 product, and OpenBLAS's name of the processor
    whose kernels it took; "" for what cannot be found out."""
    place = Place()
    try:
        ctypes.CDLL(None).dladdr(ctypes.cast(LINKED.sgemm_, ctypes.c_void_p), ctypes.byref(place))
        file = os.path.realpath(os.fsdecode(place.file))
    except (AttributeError, OSError, TypeError):
        return "", ""
    # Debian's OpenBLAS may be there for LAPACK alone.
    if "openblas" not in file or not hasattr(LINKED, "openblas_get_corename"):
        return file, ""
    LINKED.openblas_get_corename.restype = ctypes.c_char_p
    return file, LINKED.openblas_get_corename().decode()


def set_threads(n):
    """OpenBLAS with threads of its own does not hear what PyTorch is told."""
    torch.set_num_threads(n)
    if hasattr(LINKED, "openblas_set_num_threads"):
        LINKED.openblas_set_num_threads(n)


def product(size, n):
    """The fastest of n products of matrices, with one thread."""
    set_threads(1)
    a, b = torch.rand(size, size), torch.rand(size, size)
    fastest = math.inf
    for _ in range(n):
        start = time.perf_counter()
        torch.mm(a, b)
        fastest = min(fastest, time.perf_counter() - start)
    file, core = blas()
    return {"seconds": fastest, "blas": file, "core": core, "coretype": os.environ.get("OPENBLAS_CORETYPE", "")}
