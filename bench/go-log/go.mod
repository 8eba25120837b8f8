// SPDX-License-Identifier: Apache-2.0
module xiezhi/go-log

go 1.22

require golang.org/x/mod v0.20.0
