"""Writes bn254_vectors.h: known answers for the tests of BN254, by integers and definitions only.

usage: bn254_vectors.py > bn254_vectors.h

Nothing here is shared with zk/: Fp12 is one polynomial ring Fp[w]/(w^12 - 18 w^6 + 82), G2 is moved
into it, the Miller loop divides in it, and the final exponentiation is one power (p^12 - 1)/r.
Compared once with @noble/curves 2.4.0: its multiples are these, and its pairing is this one to the
power 2x(6x^2 + 3x + 1), which its final exponentiation adds.
"""

from hashlib import sha256

X = 4965661367192848881
P = 36 * X**4 + 36 * X**3 + 24 * X**2 + 6 * X + 1
R = 36 * X**4 + 36 * X**3 + 18 * X**2 + 6 * X + 1

G1 = (1, 2)
G2 = ((10857046999023057135944570762232829481370756359578518086990519993285655852781,
       11559732032986387107991004021392285783925812861821192530917403151452391805634),
      (8495653923123431417604973247489272438418190587263600148770280649306958101930,
       4082367875863433681332203403145435568316851327593401208105741076214120093531))


def number(name, modulus=P):
    """A number below the modulus that follows from its name."""
    return int.from_bytes(sha256(name.encode()).digest() * 2, "big") % modulus


class Poly:
    """Fp[w]/(modulus); modulus as the coefficients that w^degree equals."""

    degree, reduction = 0, {}

    def __init__(self, coefficients):
        self.c = [c % P for c in coefficients] + [0] * (self.degree - len(coefficients))

    def __add__(self, other):
        return type(self)([a + b for a, b in zip(self.c, other.c)])

    def __sub__(self, other):
        return type(self)([a - b for a, b in zip(self.c, other.c)])

    def __mul__(self, other):
        if isinstance(other, int):
            return type(self)([a * other for a in self.c])
        wide = [0] * (2 * self.degree - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                wide[i + j] += a * b
        for i in range(2 * self.degree - 2, self.degree - 1, -1):
            for power, factor in self.reduction.items():
                wide[i - self.degree + power] += factor * wide[i]
            wide[i] = 0
        return type(self)(wide[:self.degree])

    def __pow__(self, e):
        result, base = type(self)([1]), self
        while e:
            if e & 1:
                result = result * base
            base = base * base
            e >>= 1
        return result

    def inverse(self):
        return self ** (P**self.degree - 2)

    def __eq__(self, other):
        return self.c == other.c


class Fp(Poly):
    degree = 1


class Fp2(Poly):
    degree, reduction = 2, {0: -1}


class Fp12(Poly):
    degree, reduction = 12, {0: -82, 6: 18}

    def inverse(self):
        """Linear algebra: the column that multiplication by self takes to 1."""
        columns = [(self * Fp12([0] * i + [1])).c for i in range(12)]
        rows = [[columns[j][i] for j in range(12)] + [int(i == 0)] for i in range(12)]
        for i in range(12):
            pivot = next(j for j in range(i, 12) if rows[j][i])
            rows[i], rows[pivot] = rows[pivot], rows[i]
            inverse = pow(rows[i][i], -1, P)
            rows[i] = [a * inverse % P for a in rows[i]]
            for j in range(12):
                if j != i and rows[j][i]:
                    factor = rows[j][i]
                    rows[j] = [(a - factor * b) % P for a, b in zip(rows[j], rows[i])]
        return Fp12([row[12] for row in rows])

    def tower(self):
        """The twelve numbers in the order of zk_fp12: (c0|c1) (1|v|v^2) (1|u); u = w^6 - 9."""
        result = []
        for w in range(2):
            for v in range(3):
                i = 2 * v + w
                result += [(self.c[i] + 9 * self.c[i + 6]) % P, self.c[i + 6]]
        return result


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if a[1] != b[1]:
            return None
        slope = a[0] * a[0] * 3 * (a[1] * 2).inverse()
    else:
        slope = (b[1] - a[1]) * (b[0] - a[0]).inverse()
    x = slope * slope - a[0] - b[0]
    return x, slope * (a[0] - x) - a[1]


def mul(a, k):
    result = None
    while k:
        if k & 1:
            result = add(result, a)
        a = add(a, a)
        k >>= 1
    return result


def untwist(q):
    """(x, y) -> (x w^2, y w^3)"""
    embed = lambda a: Fp12([a.c[0] - 9 * a.c[1], 0, 0, 0, 0, 0, a.c[1]])
    return embed(q[0]) * Fp12([0, 0, 1]), embed(q[1]) * Fp12([0, 0, 0, 1])


def line(a, b, at):
    """The line through a and b at a third point; both sum to something finite."""
    if a[0] == b[0]:
        slope = a[0] * a[0] * 3 * (a[1] * 2).inverse()
    else:
        slope = (b[1] - a[1]) * (b[0] - a[0]).inverse()
    return at[1] - a[1] - slope * (at[0] - a[0]), (
        slope * slope - a[0] - b[0], slope * (a[0] * 2 + b[0] - slope * slope) - a[1])


def pairing(p, q):
    at = (Fp12(p[0].c), Fp12(p[1].c))
    base = untwist(q)
    f, t = Fp12([1]), base
    for bit in bin(6 * X + 2)[3:]:
        value, t = line(t, t, at)
        f = f * f * value
        if bit == "1":
            value, t = line(t, base, at)
            f = f * value
    first = (base[0] ** P, base[1] ** P)
    second = (first[0] ** P, first[1] ** P * -1)
    value, t = line(t, first, at)
    f = f * value
    value, t = line(t, second, at)
    return (f * value) ** ((P**12 - 1) // R)


def fp2_sqrt(a):
    """By the norm; None when there is none."""
    norm = pow((a.c[0] ** 2 + a.c[1] ** 2) % P, (P + 1) // 4, P)
    half = pow(2, -1, P)
    for sign in (norm, -norm):
        c0 = pow((a.c[0] + sign) * half % P, (P + 1) // 4, P)
        if c0:
            root = Fp2([c0, a.c[1] * half * pow(c0, -1, P)])
            if root * root == a:
                return root
    return None


def outside_subgroup():
    b = Fp2([3]) * Fp2([9, 1]).inverse()
    x = 1
    while True:
        point = Fp2([x, 1])
        y = fp2_sqrt(point * point * point + b)
        if y is not None and mul((point, y), R) is not None:
            return point, y
        x += 1


def hexa(n):
    return f"{n:064x}"


def g1_hex(a):
    return hexa(a[0].c[0]) + hexa(a[1].c[0]) if a else "00" * 64


def g2_hex(a):
    return "".join(hexa(n) for n in (a[0].c[1], a[0].c[0], a[1].c[1], a[1].c[0]))


def string(text):
    return "\n    ".join(f'"{text[i:i + 64]}"' for i in range(0, len(text), 64))


def main():
    print("/* Generated by tests/zk/bn254_vectors.py; do not edit. */")
    print("#ifndef CROWDPATCH_TESTS_ZK_BN254_VECTORS_H\n#define CROWDPATCH_TESTS_ZK_BN254_VECTORS_H\n")
    print("/* a, b, a + b, a - b, a * b, 1/a */")
    for name, modulus in (("fp", P), ("fr", R)):
        print(f"static const char *const {name}_vectors[][6] = {{")
        cases = [(number(f"{name} a {i}", modulus), number(f"{name} b {i}", modulus)) for i in range(6)]
        for a, b in cases + [(modulus - 1, modulus - 1), (1, modulus - 1), (2**253, 2**128 - 1)]:
            row = (a, b, (a + b) % modulus, (a - b) % modulus, a * b % modulus, pow(a, -1, modulus))
            print("    {" + ",\n     ".join(f'"{hexa(n)}"' for n in row) + "},")
        print("};\n")
    g1 = (Fp([1]), Fp([2]))
    g2 = tuple(Fp2(c) for c in G2)
    print("/* k, [k]G1, [k]G2 */")
    print("static const char *const multiples[][3] = {")
    for k in (1, 2, 3, 31, 2**64 + 1, R - 1, number("k 0", R), number("k 1", R), R + 5, 2**256 - 1):
        print(f"    {{{string(hexa(k))},\n    {string(g1_hex(mul(g1, k % R)))},\n"
              f"    {string(g2_hex(mul(g2, k % R)))}}},")
    print("};\n")
    e = pairing(g1, g2)
    assert e ** R == Fp12([1]) and e != Fp12([1])
    print("/* e(G1, G2) and e([5]G1, [7]G2) in the order of zk_fp12's numbers. */")
    print("static const char *const pairing_of_generators[12] = {")
    print(",\n".join(f'    "{hexa(n)}"' for n in e.tower()) + "};")
    other = pairing(mul(g1, 5), mul(g2, 7))
    assert other == e**35
    print("static const char *const pairing_of_multiples[12] = {")
    print(",\n".join(f'    "{hexa(n)}"' for n in other.tower()) + "};\n")
    print("/* On the curve of G2, outside its subgroup. */")
    print(f"static const char outside_subgroup[] =\n    {string(g2_hex(outside_subgroup()))};\n")
    print("#endif")


if __name__ == "__main__":
    main()
