// SPDX-License-Identifier: Apache-2.0

// go-log reads an exported log and receipts with the libraries that others have published for such
// logs (golang.org/x/mod/sumdb/note and tlog), and says what it checked.  Nothing of it is ours but
// the reading of files, lines and cosignatures; whether a proof holds, the libraries say.
//
//	go-log POLICY EXPORT [RECEIPT...]
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(format string, words ...any) {
	fmt.Printf("refuted: "+format+"\n", words...)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	if err != nil {
		fail("%v", err)
	}
	return value
}

// ---- keys -------------------------------------------------------------------------------------

// witness is c2sp.org/tlog-cosignature for Ed25519, which x/mod does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	text := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), msg)
	return ed25519.Verify(w.key, []byte(text), sig[8:])
}

func readWitness(vkey string) witness {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		fail("no key: %s", vkey)
	}
	hash := must(strconv.ParseUint(parts[1], 16, 32))
	material := must(base64.StdEncoding.DecodeString(parts[2]))
	if len(material) != 1+ed25519.PublicKeySize || material[0] != 4 {
		fail("no key of a witness: %s", vkey)
	}
	return witness{parts[0], uint32(hash), material[1:]}
}

type policy struct {
	all       []note.Verifier
	logs      map[string]bool
	witnesses map[string]bool
}

func readPolicy(path string) policy {
	p := policy{logs: map[string]bool{}, witnesses: map[string]bool{}}
	for _, line := range strings.Split(string(must(os.ReadFile(path))), "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "log":
			v := must(note.NewVerifier(rest))
			p.all = append(p.all, v)
			p.logs[v.Name()] = true
		case "witness":
			v := readWitness(rest)
			p.all = append(p.all, v)
			p.witnesses[v.Name()] = true
		}
	}
	return p
}

// ---- checkpoints ------------------------------------------------------------------------------

type head struct {
	tlog.Tree
	witnessed int
}

func (p policy) open(bytes []byte) head {
	n := must(note.Open(bytes, note.VerifierList(p.all...)))
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 {
		fail("a checkpoint has three lines")
	}
	h := head{}
	h.N = must(strconv.ParseInt(lines[1], 10, 64))
	h.Hash = must(tlog.ParseHash(lines[2]))
	signed := false
	for _, s := range n.Sigs {
		signed = signed || (p.logs[s.Name] && s.Name == lines[0])
		if p.witnesses[s.Name] {
			h.witnessed++
		}
	}
	if !signed {
		fail("no log of the policy signed the checkpoint of %s", lines[0])
	}
	return h
}

// ---- the export -------------------------------------------------------------------------------

// tiles finds the files of c2sp.org/tlog-tiles, whose paths lack x/mod's height.
type tiles string

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(ask []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range ask {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(string(t), path))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func readBundle(dir string, index, size int64) [][]byte {
	width := min(size-index*256, 256)
	tile := tlog.Tile{H: 8, L: -1, N: index, W: int(width)}
	path := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
	rest := must(os.ReadFile(filepath.Join(dir, path)))
	var entries [][]byte
	for len(rest) >= 2 {
		n := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+n {
			fail("%s is cut short", path)
		}
		entries = append(entries, rest[2:2+n])
		rest = rest[2+n:]
	}
	if int64(len(entries)) != width || len(rest) != 0 {
		fail("%s holds %d entries, wanted %d", path, len(entries), width)
	}
	return entries
}

// checkEntries: every entry has the hash that its tile has, and x/mod proves each tile from the root.
func checkEntries(dir string, h head) {
	reader := tlog.TileHashReader(h.Tree, tiles(dir))
	for index := int64(0); index*256 < h.N; index++ {
		entries := readBundle(dir, index, h.N)
		want := make([]int64, len(entries))
		for i := range entries {
			want[i] = tlog.StoredHashIndex(0, index*256+int64(i))
		}
		got := must(reader.ReadHashes(want))
		for i, entry := range entries {
			if tlog.RecordHash(entry) != got[i] {
				fail("entry %d does not have the hash in its tile", index*256+int64(i))
			}
		}
	}
}

// checkRoot: the whole tree anew from the entries alone.
func checkRoot(dir string, h head) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(ask []int64) ([]tlog.Hash, error) {
		var all []tlog.Hash
		for _, i := range ask {
			if i >= int64(len(stored)) {
				return nil, errors.New("no such hash")
			}
			all = append(all, stored[i])
		}
		return all, nil
	})
	for index := int64(0); index*256 < h.N; index++ {
		for i, entry := range readBundle(dir, index, h.N) {
			stored = append(stored, must(tlog.StoredHashes(index*256+int64(i), entry, reader))...)
		}
	}
	if must(tlog.TreeHash(h.N, reader)) != h.Hash {
		fail("the entries do not have the signed root")
	}
}

// checkEarlier: each checkpoint.N is a beginning of the newest.
func checkEarlier(dir string, p policy, h head) int {
	reader := tlog.TileHashReader(h.Tree, tiles(dir))
	paths := must(filepath.Glob(filepath.Join(dir, "checkpoint.*")))
	for _, path := range paths {
		old := p.open(must(os.ReadFile(path)))
		if old.N == 0 || old.N > h.N {
			fail("%s has size %d of %d", path, old.N, h.N)
		}
		proof := must(tlog.ProveTree(h.N, old.N, reader))
		if err := tlog.CheckTree(proof, h.N, h.Hash, old.N, old.Hash); err != nil {
			fail("%s: %v", path, err)
		}
	}
	return len(paths)
}

// ---- receipts ---------------------------------------------------------------------------------

type receipt struct {
	index int64
	leaf  []byte
	proof tlog.RecordProof
	note  []byte
}

func readReceipt(path string) receipt {
	var r receipt
	text := string(must(os.ReadFile(path)))
	top, checkpoint, found := strings.Cut(text, "\n\n")
	lines := strings.Split(top, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("%s is no .tlog-proof", path)
	}
	r.note = []byte(checkpoint)
	for _, line := range lines[1:] {
		if extra, ok := strings.CutPrefix(line, "extra "); ok {
			var said struct{ Leaf string }
			if err := json.Unmarshal(must(base64.StdEncoding.DecodeString(extra)), &said); err != nil {
				fail("%s: %v", path, err)
			}
			r.leaf = []byte(said.Leaf)
		} else if index, ok := strings.CutPrefix(line, "index "); ok {
			r.index = must(strconv.ParseInt(index, 10, 64))
		} else {
			r.proof = append(r.proof, must(tlog.ParseHash(line)))
		}
	}
	return r
}

func checkReceipt(path string, p policy) {
	r := readReceipt(path)
	h := p.open(r.note)
	leaf := tlog.RecordHash(r.leaf)
	if err := tlog.CheckRecord(r.proof, h.N, h.Hash, r.index, leaf); err != nil {
		fail("%s: %v", path, err)
	}
	leaf[0] ^= 1
	if tlog.CheckRecord(r.proof, h.N, h.Hash, r.index, leaf) == nil {
		fail("%s: the library proves a changed entry too", path)
	}
	fmt.Printf("%s: entry %d of %d is proved, a changed one is not; witnessed by %d\n", path, r.index,
		h.N, h.witnessed)
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: go-log POLICY EXPORT [RECEIPT...]")
		os.Exit(2)
	}
	p, dir := readPolicy(os.Args[1]), os.Args[2]
	h := p.open(must(os.ReadFile(filepath.Join(dir, "checkpoint"))))
	fmt.Printf("%s: signed by the log, witnessed by %d, %d entries\n", dir, h.witnessed, h.N)
	checkEntries(dir, h)
	fmt.Printf("every entry has the hash in its tile, every tile is proved from the signed root\n")
	checkRoot(dir, h)
	fmt.Printf("the root, worked out from the entries alone, is the signed one\n")
	fmt.Printf("%d earlier checkpoints are beginnings of it\n", checkEarlier(dir, p, h))
	for _, path := range os.Args[3:] {
		checkReceipt(path, p)
	}
}
