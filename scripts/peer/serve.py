"""Requests and answers."""


def steps(work, n):
    start = time.perf_counter()
    for _ in range(n):
        work.step()
    return time.perf_counter() - start


def peak_memory():
    """The most bytes that were resident, of this program alone: getrusage also
    counts what the program that started it had, where Linux tells otherwise."""
    try:
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return 1024 * int(line.split()[1])
    except OSError:
        pass
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most


def read_numbers(count):
    """The numbers behind a request, in memory that can be written."""
    data = bytearray(4 * count)
    if sys.stdin.buffer.readinto(data) != len(data):
        raise EOFError("the numbers end early")
    return Numbers(numpy.frombuffer(data, "<f4"))


def build(request, numbers):
    work = KINDS[request["kind"]](request, numbers)
    if numbers.at != request["floats"]:
        raise ValueError("%d numbers for a network of %d" % (request["floats"], numbers.at))
    return work


def main():
    answer(torch=torch.__version__, threads=torch.get_num_threads())
    work = gradients = losses = None
    for line in iter(sys.stdin.buffer.readline, b""):
        request = json.loads(line)
        numbers = read_numbers(request["floats"]) if "floats" in request else None
        try:
            if request["op"] == "gradients":
                losses, gradients = numbers.take(request["tasks"]), numbers.take(request["tasks"], request["params"])
                work = None
                answer()
            elif request["op"] == "method":
                work = Arithmetic(request["kind"], gradients, losses)
                answer()
            elif request["op"] == "build":
                work = None
                work = build(request, numbers)
                answer()
            elif request["op"] == "memory":
                answer(bytes=peak_memory())
            elif request["op"] == "product":
                answer(**product(request["size"], request["n"]))
            else:
                set_threads(request["threads"])
                answer(seconds=steps(work, request["n"]), values=work.values())
        except Lacking as lack:
            answer(error=str(lack))
        except Exception as failure:  # whatever it is, the Go side reports it
            answer(error="%s: %s" % (type(failure).__name__, failure))
        del numbers


main()
